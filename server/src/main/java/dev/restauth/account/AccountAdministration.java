package dev.restauth.account;

import dev.restauth.account.AdoptedAccountRows.Origin;
import dev.restauth.password.PasswordHash;
import dev.restauth.store.Store;
import dev.restauth.store.Transaction;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.regex.Pattern;

/** Operations of an operator on any account. Thread-safe. */
final class AccountAdministration {

  /** The result of an operation. */
  sealed interface Outcome {
    /** The account was changed durably; all its tokens are revoked. */
    record Changed(Account account) implements Outcome {}

    /**
     * Nothing was changed: the account was already in that state, or it is closed and stays closed.
     */
    record Unchanged(Account account) implements Outcome {}

    /** No account has this name. */
    record Unknown() implements Outcome {}
  }


  private final Store store;
  private final CredentialListener passwords;
  private final AccountErasure erasure;

  AccountAdministration(Store store, CredentialListener passwords, AccountErasure erasure) {
    this.store = store;
    this.passwords = passwords;
    this.erasure = erasure;
  }

  Optional<Account> find(String username) {
    return store.reading(tx -> new AccountRows(tx).findAsTyped(username));
  }

  /** Returns where an account was imported from; empty if it was registered here. */
  Optional<Origin> origin(Account account) {
    return store.reading(tx -> new AdoptedAccountRows(tx).origin(account.id()));
  }

  /** Disables an account until it is enabled again. */
  Outcome disable(String username) {
    return change(username, (tx, account) -> new AccountRows(tx).changeState(account.id(), false));
  }

  Outcome enable(String username) {
    return change(username, (tx, account) -> new AccountRows(tx).changeState(account.id(), true));
  }

  /** Revokes all tokens of an account. A user who has the password can log in again. */
  Outcome endSessions(String username) {
    return change(
        username,
        (tx, account) -> new AccountRows(tx).revokeAllTokens(account.id(), account.generation()));
  }

  /**
   * Returns one page of the accounts, in the order of their names.
   *
   * @param prefixes beginnings of the names to list, one or two spellings; may be empty
   * @param after the last name of the previous page; empty for the first page
   * @param state the state of the accounts to list; empty for all
   * @param atMost the maximum number of accounts
   */
  List<Account> list(
      List<String> prefixes, String after, Optional<Account.State> state, long atMost) {
    return store.reading(tx -> new AccountListRows(tx).page(prefixes, after, state, atMost));
  }

  /** Sets a new password for an account and revokes all its tokens. */
  Outcome setPassword(String username, PasswordHash hash) {
    Outcome outcome =
        change(
            username,
            (tx, account) -> {
              passwords.prepare(tx);
              Optional<Account> changed =
                  new AccountRows(tx).setPassword(account.id(), hash.text());
              changed.ifPresent(each -> passwords.passwordChanged(tx, each, Optional.empty()));
              return changed;
            });
    passwords.committed();
    return outcome;
  }

  /** Closes an account for good, and erases it. */
  Outcome close(String username) {
    erasure.prepare();
    Outcome outcome =
        change(username, (tx, account) -> erasure.erase(tx, account.id(), account.generation()));
    if (outcome instanceof Outcome.Changed) {
      erasure.discardErased();
    }
    return outcome;
  }

  private Outcome change(
      String username, BiFunction<Transaction, Account, Optional<Account>> change) {
    return store.inTransaction(
        tx ->
            new AccountRows(tx)
                .findAsTyped(username)
                .<Outcome>map(
                    account ->
                        change
                            .apply(tx, account)
                            .<Outcome>map(Outcome.Changed::new)
                            .orElseGet(() -> new Outcome.Unchanged(account)))
                .orElseGet(Outcome.Unknown::new));
  }
}
