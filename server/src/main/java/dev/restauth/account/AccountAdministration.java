package dev.restauth.account;

import dev.restauth.account.AdoptedAccountRows.Origin;
import dev.restauth.event.Actor;
import dev.restauth.password.PasswordHash;
import dev.restauth.store.Store;
import dev.restauth.store.Transaction;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;

/** Operations of an operator on any account. Thread-safe. */
final class AccountAdministration {

  /** The outcome of an operation. */
  sealed interface Outcome {
    /** The account was changed durably, and all its tokens are revoked. */
    record Changed(Account account) implements Outcome {}

    /**
     * The account was not changed, because it already had the requested state or is permanently
     * closed.
     */
    record Unchanged(Account account) implements Outcome {}

    /** No account has this name. */
    record Unknown() implements Outcome {}
  }

  private final Store store;
  private final AdministeredAccounts accounts;

  AccountAdministration(Store store, AdministeredAccounts accounts) {
    this.store = store;
    this.accounts = accounts;
  }

  Optional<Account> find(String username) {
    return store.reading(tx -> new AccountRows(tx).findAsTyped(username));
  }

  /** Returns the account with a name, or with an id that is written after a colon. */
  Optional<Account> findByNameOrId(String nameOrId) {
    return store.reading(
        tx -> {
          AccountRows rows = new AccountRows(tx);
          return rows.findByTypedId(nameOrId).or(() -> rows.findAsTyped(nameOrId));
        });
  }

  /**
   * Returns the system from which an account was imported; empty if the user registered at this
   * server.
   */
  Optional<Origin> origin(Account account) {
    return store.reading(tx -> new AdoptedAccountRows(tx).origin(account.id()));
  }

  /** Returns whether an account is a service account. An account never changes its kind. */
  boolean isService(Account account) {
    return store.reading(tx -> new ServiceAccountRows(tx).find(account.id()).isPresent());
  }

  /** Disables an account until an operator enables it again. */
  Outcome disable(String username, Actor operator) {
    return change(username, (tx, account) -> accounts.setActive(tx, account.id(), false, operator));
  }

  Outcome enable(String username, Actor operator) {
    return change(username, (tx, account) -> accounts.setActive(tx, account.id(), true, operator));
  }

  /** Revokes all tokens of an account. Anyone who has the password can log in again. */
  Outcome endSessions(String username, Actor operator) {
    return change(username, (tx, account) -> accounts.endSessions(tx, account, operator));
  }

  /**
   * Returns one page of the accounts, in the order of their names.
   *
   * @param prefixes the prefix of the names to list, in one or two spellings; an empty prefix lists
   *     all
   * @param after the last name of the previous page; empty for the first page
   * @param state the state of the accounts to list; empty for all
   * @param atMost the maximum number of accounts
   */
  List<Listed> list(
      List<String> prefixes, String after, Optional<Account.State> state, long atMost) {
    return store.reading(
        tx -> {
          List<Account> page = new AccountListRows(tx).page(prefixes, after, state, atMost);
          Set<Long> services =
              new ServiceAccountRows(tx).among(page.stream().map(Account::id).toList());
          return page.stream()
              .map(account -> new Listed(account, services.contains(account.id())))
              .toList();
        });
  }

  /**
   * An account in a list.
   *
   * @param service whether the account is a service account
   */
  record Listed(Account account, boolean service) {}

  /** Sets a new password for an account and revokes all its tokens. */
  Outcome setPassword(String username, PasswordHash hash, Actor operator) {
    Outcome outcome =
        change(username, (tx, account) -> accounts.setPassword(tx, account.id(), hash, operator));
    accounts.committed();
    return outcome;
  }

  /** Closes an account permanently, and erases its data. */
  Outcome close(String username, Actor operator) {
    accounts.prepare();
    Outcome outcome = change(username, (tx, account) -> accounts.close(tx, account, operator));
    if (outcome instanceof Outcome.Changed) {
      accounts.discardErased();
    }
    return outcome;
  }

  private Outcome change(
      String username, BiFunction<Transaction, Account, Optional<Account>> change) {
    return store.inTransaction(
        tx ->
            new AccountRows(tx)
                .findAsTyped(username)
                .map(
                    account ->
                        change
                            .apply(tx, account)
                            .<Outcome>map(Outcome.Changed::new)
                            .orElseGet(() -> new Outcome.Unchanged(account)))
                .orElseGet(Outcome.Unknown::new));
  }
}
