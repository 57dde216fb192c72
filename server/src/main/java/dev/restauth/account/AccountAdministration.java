package dev.restauth.account;

import dev.restauth.account.AdoptedAccountRows.Origin;
import dev.restauth.event.Actor;
import dev.restauth.event.EventType;
import dev.restauth.event.SecurityEvent;
import dev.restauth.event.SecurityEvents;
import dev.restauth.password.PasswordHash;
import dev.restauth.store.Store;
import dev.restauth.store.Transaction;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;

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
  private final SecurityEvents events;

  AccountAdministration(
      Store store, CredentialListener passwords, AccountErasure erasure, SecurityEvents events) {
    this.store = store;
    this.passwords = passwords;
    this.erasure = erasure;
    this.events = events;
  }

  Optional<Account> find(String username) {
    return store.reading(tx -> new AccountRows(tx).findAsTyped(username));
  }

  /** Returns where an account was imported from; empty if it was registered here. */
  Optional<Origin> origin(Account account) {
    return store.reading(tx -> new AdoptedAccountRows(tx).origin(account.id()));
  }

  /** Whether an account is a program's: no later change makes it a person's. */
  boolean isService(Account account) {
    return store.reading(tx -> new ServiceAccountRows(tx).find(account.id()).isPresent());
  }

  /** Disables an account until it is enabled again. */
  Outcome disable(String username, Actor operator) {
    return change(
        username,
        event(EventType.USER_DISABLED, operator),
        (tx, account) -> new AccountRows(tx).changeState(account.id(), false));
  }

  Outcome enable(String username, Actor operator) {
    return change(
        username,
        event(EventType.USER_ENABLED, operator),
        (tx, account) -> new AccountRows(tx).changeState(account.id(), true));
  }

  /** Revokes all tokens of an account. A user who has the password can log in again. */
  Outcome endSessions(String username, Actor operator) {
    return change(
        username,
        event(EventType.USER_SESSIONS_ENDED, operator),
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
   * @param service whether it is the account of a program
   */
  record Listed(Account account, boolean service) {}

  /** Sets a new password for an account and revokes all its tokens. */
  Outcome setPassword(String username, PasswordHash hash, Actor operator) {
    Outcome outcome =
        change(
            username,
            event(EventType.USER_PASSWORD_SET, operator),
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
  Outcome close(String username, Actor operator) {
    erasure.prepare();
    Outcome outcome =
        change(
            username,
            event(EventType.USER_CLOSED, operator),
            (tx, account) -> erasure.erase(tx, account.id(), account.generation(), _ -> {}));
    if (outcome instanceof Outcome.Changed) {
      erasure.discardErased();
    }
    return outcome;
  }

  private static SecurityEvent event(EventType type, Actor operator) {
    return SecurityEvent.of(type).by(operator);
  }

  private Outcome change(
      String username,
      SecurityEvent event,
      BiFunction<Transaction, Account, Optional<Account>> change) {
    return store.inTransaction(
        tx ->
            new AccountRows(tx)
                .findAsTyped(username)
                .map(account -> change(tx, account, event, change))
                .orElseGet(Outcome.Unknown::new));
  }

  private Outcome change(
      Transaction tx,
      Account account,
      SecurityEvent event,
      BiFunction<Transaction, Account, Optional<Account>> change) {
    Optional<Account> changed = change.apply(tx, account);
    changed.ifPresent(each -> events.record(tx, event.about(each.id())));
    return changed
        .<Outcome>map(Outcome.Changed::new)
        .orElseGet(() -> new Outcome.Unchanged(account));
  }
}
