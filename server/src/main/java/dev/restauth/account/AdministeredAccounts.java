package dev.restauth.account;

import dev.restauth.event.Actor;
import dev.restauth.event.EventType;
import dev.restauth.event.SecurityEvent;
import dev.restauth.event.SecurityEvents;
import dev.restauth.password.PasswordHash;
import dev.restauth.store.Store;
import dev.restauth.store.Transaction;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Changes that administrators and operators make to accounts. Each change runs in the caller's
 * transaction and records its event. The caller checks whether the administrator may make the
 * change. Thread-safe.
 */
public final class AdministeredAccounts {
  private final Store store;
  private final NewUsernames rules;
  private final RetiredNames names;
  private final LegacyDirectory legacy;
  private final RegistrationListener registrations;
  private final CredentialListener notices;
  private final AccountErasure erasure;
  private final SecurityEvents events;
  private final InstantSource clock;

  /**
   * Creates the changes.
   *
   * @param rules the rules for user names
   * @param names the retired names, which no other account can get
   * @param registrations runs in the transaction that creates an account
   */
  public AdministeredAccounts(
      Store store,
      NewUsernames rules,
      RetiredNames names,
      LegacyDirectory legacy,
      RegistrationListener registrations,
      CredentialListener notices,
      AccountErasure erasure,
      SecurityEvents events,
      InstantSource clock) {
    this.store = store;
    this.rules = rules;
    this.names = names;
    this.legacy = legacy;
    this.registrations = registrations;
    this.notices = notices;
    this.erasure = erasure;
    this.events = events;
    this.clock = clock;
  }

  /** Checks a new name against the rules for registrations. */
  public Username.Outcome check(String requested) {
    return rules.check(requested);
  }

  /**
   * Returns whether a legacy application has an account with this name. Do not call this method in
   * a transaction.
   */
  public boolean isLegacyName(String requested) {
    return legacy.hasSpelling(requested);
  }

  /**
   * Returns whether a legacy application has an account with this name. Returns false if the name
   * is a former name of the account {@code accountId}.
   */
  public boolean isLegacyName(long accountId, String requested, Username name) {
    return isLegacyName(requested)
        && !store.<Boolean>reading(tx -> names.isFormerOf(tx, accountId, name.value()));
  }

  /**
   * Prepares a change. Call this method before a transaction that renames or closes an account, but
   * not inside the transaction.
   */
  public void prepare() {
    names.prepare();
  }

  /**
   * Prepares the creation of an account. Call this method before the transaction that creates the
   * account, but not inside the transaction.
   */
  public void prepareCreation() {
    prepare();
    legacy.beforeNewAccount();
  }

  /**
   * Acquires the locks that the changes need. Call this method before the lock on rights is
   * acquired.
   */
  public void lock(Transaction tx) {
    notices.prepare(tx);
  }

  /** Sends the mails of a transaction immediately. Call this method after the commit. */
  public void committed() {
    notices.committed();
  }

  /**
   * Creates an account without a password.
   *
   * @param email the unconfirmed e-mail address of the account
   * @return the account; empty if the name is taken
   */
  public Optional<Account> create(Transaction tx, Username name, Optional<String> email, Actor by) {
    Optional<Account> created =
        names.createWithoutPassword(tx, name.value(), email, clock.instant());
    created.ifPresent(account -> registrations.accountCreated(tx, account, ""));
    return recorded(tx, EventType.USER_CREATED, created, by);
  }

  /** Renames an account that is not closed, and notifies its owner. */
  public RetiredNames.Outcome rename(Transaction tx, Account account, Username name, Actor by) {
    RetiredNames.Outcome outcome =
        names.rename(tx, account.id(), account.generation(), account.username(), name.value());
    if (outcome instanceof RetiredNames.Outcome.Renamed) {
      new AccountRows(tx)
          .findById(account.id())
          .ifPresent(renamed -> notices.usernameChanged(tx, renamed, Optional.empty()));
      events.record(
          tx, SecurityEvent.of(EventType.USER_USERNAME_CHANGED).about(account.id()).by(by));
    }
    return outcome;
  }

  /**
   * Disables or enables an account, and revokes its tokens.
   *
   * @return the account after the change; empty if the account already had that state
   */
  public Optional<Account> setActive(Transaction tx, long accountId, boolean active, Actor by) {
    return recorded(
        tx,
        active ? EventType.USER_ENABLED : EventType.USER_DISABLED,
        new RevokingAccountRows(tx).changeState(accountId, active),
        by);
  }

  /**
   * Revokes all tokens of an account. Returns the account after the change; empty if the account is
   * not active or has changed in the meantime.
   */
  Optional<Account> endSessions(Transaction tx, Account account, Actor by) {
    return recorded(
        tx,
        EventType.USER_SESSIONS_ENDED,
        new RevokingAccountRows(tx).revokeAllTokens(account.id(), account.generation()),
        by);
  }

  /**
   * Sets a new password, revokes all tokens and notifies the owner. Returns the account after the
   * change; empty if the account is closed.
   */
  Optional<Account> setPassword(Transaction tx, long accountId, PasswordHash hash, Actor by) {
    notices.prepare(tx);
    Optional<Account> changed = new RevokingAccountRows(tx).setPassword(accountId, hash.text());
    changed.ifPresent(account -> notices.passwordChanged(tx, account, Optional.empty()));
    return recorded(tx, EventType.USER_PASSWORD_SET, changed, by);
  }

  /**
   * Closes an account permanently, and erases its data. Returns the account after the change; empty
   * if another transaction changed the account first.
   */
  public Optional<Account> close(Transaction tx, Account account, Actor by) {
    return recorded(
        tx,
        EventType.USER_CLOSED,
        erasure.erase(tx, account.id(), account.generation(), _ -> {}),
        by);
  }

  private Optional<Account> recorded(
      Transaction tx, EventType type, Optional<Account> changed, Actor by) {
    changed.ifPresent(
        account -> events.record(tx, SecurityEvent.of(type).about(account.id()).by(by)));
    return changed;
  }

  /** Removes erased data from the database's files. Call this method after the commit. */
  public void discardErased() {
    erasure.discardErased();
  }
}
