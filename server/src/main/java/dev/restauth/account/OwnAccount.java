package dev.restauth.account;

import dev.restauth.event.EventType;
import dev.restauth.event.Network;
import dev.restauth.event.SecurityEvent;
import dev.restauth.event.SecurityEvents;
import dev.restauth.http.LoginOutcome;
import dev.restauth.password.HashOutcome;
import dev.restauth.password.HashRequest;
import dev.restauth.password.PasswordHash;
import dev.restauth.password.PasswordHasher;
import dev.restauth.password.PasswordPolicy;
import dev.restauth.store.Store;
import dev.restauth.store.Transaction;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/** Operations of users on their own accounts. Thread-safe. */
public final class OwnAccount {

  /** The outcome of an operation. */
  public sealed interface Outcome {
    /**
     * The account was changed durably, and all its tokens are revoked.
     *
     * @param changed the account after the change; empty if it was closed
     */
    record Done(Optional<Account> changed) implements Outcome {}

    /** The current password is wrong. */
    record WrongPassword() implements Outcome {}

    /** The new password breaks a rule; {@code reason} is shown to the user. */
    record InvalidPassword(String reason) implements Outcome {}

    /** Another request changed the account at the same time, so this call had no effect. */
    record Conflict() implements Outcome {}

    /** The password was not checked, because the current password was wrong too often. */
    record Throttled(Duration retryAfter) implements Outcome {}

    /** Too many passwords are waiting to be hashed. */
    record Busy() implements Outcome {}
  }

  private final Store store;
  private final AccountCache cache;
  private final PasswordPolicy policy;
  private final PasswordHasher hasher;
  private final CurrentPassword currentPassword;
  private final CredentialListener passwords;
  private final AccountErasure erasure;
  private final OwnerClosing closing;
  private final SecurityEvents events;

  /**
   * Creates the operations.
   *
   * @param policy the rules for new passwords
   * @param passwords runs in the transaction that changes a password
   * @param closing may prevent owners from closing their accounts
   */
  public OwnAccount(
      Store store,
      AccountCache cache,
      PasswordPolicy policy,
      PasswordHasher hasher,
      CurrentPassword currentPassword,
      CredentialListener passwords,
      AccountErasure erasure,
      OwnerClosing closing,
      SecurityEvents events) {
    this.store = store;
    this.cache = cache;
    this.policy = policy;
    this.hasher = hasher;
    this.currentPassword = currentPassword;
    this.passwords = passwords;
    this.erasure = erasure;
    this.closing = closing;
    this.events = events;
  }

  /**
   * Changes the password. The caller must send the current password too, so that a stolen token is
   * not enough.
   *
   * @param generation the generation of the account when the caller was authenticated
   * @param newPassword the new password, as the caller sent it
   * @param request the request that waits for the hash
   * @param acceptLanguage the Accept-Language field of the request
   */
  public Outcome changePassword(
      long id,
      long generation,
      String current,
      String newPassword,
      HashRequest request,
      Optional<String> acceptLanguage) {
    // The account is read before the password check, so that a change between the two is a
    // conflict.
    Optional<Account> account =
        cache
            .find(id)
            .filter(Account::active)
            .filter(found -> found.generation() == generation); // a new factor raises it
    if (account.isEmpty()) {
      return new Outcome.Conflict();
    }
    return switch (policy.check(newPassword, account.get().username())) {
      case PasswordPolicy.Refused(String reason) -> new Outcome.InvalidPassword(reason);
      case PasswordPolicy.Acceptable(String prepared) ->
          changeTo(prepared, account.get(), current, request, acceptLanguage);
    };
  }

  private Outcome changeTo(
      String prepared,
      Account now,
      String current,
      HashRequest request,
      Optional<String> acceptLanguage) {
    return switch (currentPassword.check(now.username(), current, request)) {
      case LoginOutcome.Busy busy -> new Outcome.Busy();
      case LoginOutcome.Gone gone -> new Outcome.Busy();
      case LoginOutcome.EnrolmentDue _ -> new Outcome.Conflict();
      case LoginOutcome.Refused refused -> new Outcome.WrongPassword();
      case LoginOutcome.Throttled(Duration retryAfter) -> new Outcome.Throttled(retryAfter);
      // If the account has a second factor, the route has already required a log-in with all
      // factors.
      case LoginOutcome.LoggedIn _, LoginOutcome.FactorMissing _ ->
          switch (hasher.hash(prepared, request)) {
            case HashOutcome.Busy busy -> new Outcome.Busy();
            case HashOutcome.Hashed(PasswordHash hash) ->
                store(now, hash, request.address().map(Network::of), acceptLanguage);
          };
    };
  }

  private Outcome store(
      Account now, PasswordHash hash, Optional<Network> from, Optional<String> acceptLanguage) {
    Outcome outcome =
        change(
            tx -> {
              passwords.prepare(tx);
              Optional<Account> changed =
                  new RevokingAccountRows(tx)
                      .changePassword(now.id(), now.generation(), hash.text());
              changed.ifPresent(each -> passwords.passwordChanged(tx, each, acceptLanguage));
              return changed;
            },
            event(EventType.USER_PASSWORD_CHANGED, now.id(), from));
    passwords.committed();
    return outcome;
  }

  /**
   * Closes the account permanently, and erases its data. The caller has just proved that they have
   * the password.
   *
   * @param generation the generation of the account at the time of this proof
   * @param from the network of the client, if available
   */
  public Outcome close(long id, long generation, Optional<Network> from) {
    erasure.prepare();
    SecurityEvent closed = event(EventType.USER_CLOSED, id, from);
    boolean isClosed =
        store.inTransaction(
            tx -> {
              // The closing may lock the rights, which all accounts share.
              new AccountRows(tx).takeTurn(id);
              return closing.close(tx, id, locked -> erase(tx, id, generation, locked, closed));
            });
    if (!isClosed) {
      return new Outcome.Conflict();
    }
    erasure.discardErased();
    return new Outcome.Done(Optional.empty());
  }

  private boolean erase(
      Transaction tx, long id, long generation, Runnable locked, SecurityEvent closed) {
    return erasure
        .eraseByOwner(
            tx,
            id,
            generation,
            recording -> {
              locked.run();
              events.record(recording, closed);
            })
        .isPresent();
  }

  /**
   * Revokes all tokens of the account and ends all its sessions. The caller has just proved that
   * they have the password.
   *
   * @param generation the generation of the account at the time of this proof
   * @param from the network of the client, if available
   * @return whether the account still had that generation; otherwise, this call had no effect
   */
  public boolean revokeAllTokens(long id, long generation, Optional<Network> from) {
    return change(
            tx -> new RevokingAccountRows(tx).revokeAllTokens(id, generation),
            event(EventType.USER_SESSIONS_ENDED, id, from))
        instanceof Outcome.Done;
  }

  private static SecurityEvent event(EventType type, long id, Optional<Network> from) {
    return SecurityEvent.of(type).about(id).from(from);
  }

  private Outcome change(Function<Transaction, Optional<Account>> change, SecurityEvent done) {
    Optional<Account> changed =
        store.inTransaction(
            tx -> {
              Optional<Account> account = change.apply(tx);
              account.ifPresent(_ -> events.record(tx, done));
              return account;
            });
    return changed.isPresent() ? new Outcome.Done(changed) : new Outcome.Conflict();
  }
}
