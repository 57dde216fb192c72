package dev.restauth.account;

import dev.restauth.event.EventType;
import dev.restauth.event.Network;
import dev.restauth.event.SecurityEvent;
import dev.restauth.event.SecurityEvents;
import dev.restauth.http.Caller;
import dev.restauth.password.HashRequest;
import dev.restauth.store.Store;
import dev.restauth.store.Transaction;
import dev.restauth.throttle.AddressAllowances;
import java.time.Duration;
import java.util.Optional;

/**
 * Changes the user names of accounts for their owners. The former name stays reserved for the
 * account. Tokens stay valid, since they contain the id and not the name. Thread-safe.
 */
final class OwnUsername {

  /** The outcome of a change. */
  sealed interface Outcome {
    /** The new name is stored durably. */
    record Done() implements Outcome {}

    /** The name breaks a rule; {@code reason} is shown to the user. */
    record Invalid(String reason) implements Outcome {}

    /** Another account has or had the name. */
    record Taken() implements Outcome {}

    /** Another request changed the account at the same time, so this call had no effect. */
    record Conflict() implements Outcome {}

    /** The user name of this account was changed too often within one day. */
    record TooManyChanges(Duration retryAfter) implements Outcome {}

    /** Too many names were requested from the client's address. */
    record Throttled(Duration retryAfter) implements Outcome {}
  }

  private final Store store;
  private final NewUsernames rules;
  private final RetiredNames names;
  private final LegacyDirectory legacy;
  private final AddressAllowances allowances;
  private final RegistrationListener listener;
  private final CredentialListener notices;
  private final SecurityEvents events;

  /**
   * Creates the operation. Names of accounts in a legacy application count as taken.
   *
   * @param rules the rules for user names
   * @param allowances limits the names that one client address may request, in changes and
   *     registrations together
   * @param listener runs in the transaction that renames the account
   * @param notices notifies the owner, in the same transaction
   */
  OwnUsername(
      Store store,
      NewUsernames rules,
      RetiredNames names,
      LegacyDirectory legacy,
      AddressAllowances allowances,
      RegistrationListener listener,
      CredentialListener notices,
      SecurityEvents events) {
    this.store = store;
    this.rules = rules;
    this.names = names;
    this.legacy = legacy;
    this.allowances = allowances;
    this.listener = listener;
    this.notices = notices;
    this.events = events;
  }

  /**
   * Renames an account. If several calls, including registrations, request the same name at the
   * same time, exactly one of them succeeds.
   *
   * @param user the owner, who has just sent the correct password
   * @param requested the new name, as the owner sent it
   * @param acceptLanguage the Accept-Language field of the request, for the notice to the owner
   */
  Outcome change(
      Caller.User user, String requested, Optional<String> acceptLanguage, HashRequest request) {
    if (requested.equals(user.username())) {
      return new Outcome.Done();
    }
    return switch (rules.check(requested)) {
      case Username.Outcome.Invalid(String reason) -> new Outcome.Invalid(reason);
      case Username.Outcome.Valid(Username name) when name.value().equals(user.username()) ->
          new Outcome.Done();
      // The rate limit is charged before the server checks whether the name is taken, because an
      // attacker may try names only to learn which are taken.
      case Username.Outcome.Valid(Username name) ->
          allowances
              .take(request.source())
              .<Outcome>map(Outcome.Throttled::new)
              .orElseGet(() -> changeTo(name.value(), requested, user, acceptLanguage, request));
    };
  }

  private Outcome changeTo(
      String username,
      String requested,
      Caller.User user,
      Optional<String> acceptLanguage,
      HashRequest request) {
    boolean former = store.reading(tx -> names.isFormerOf(tx, user.accountId(), username));
    // The legacy application may still have this account under its former name.
    if (!former && legacy.hasSpelling(requested)) {
      return new Outcome.Taken();
    }
    names.prepare();
    return switch (store.inTransaction(
        tx -> renamed(tx, username, user, acceptLanguage, request))) {
      case RetiredNames.Outcome.Renamed renamed -> {
        notices.committed();
        yield new Outcome.Done();
      }
      // The client sent the same request twice, and the other request finished first.
      case RetiredNames.Outcome.Unchanged unchanged -> new Outcome.Done();
      case RetiredNames.Outcome.Taken taken -> new Outcome.Taken();
      case RetiredNames.Outcome.TooMany(Duration retryAfter) ->
          new Outcome.TooManyChanges(retryAfter);
      case RetiredNames.Outcome.Conflict conflict -> new Outcome.Conflict();
    };
  }

  /**
   * Renames the account. Known client addresses belong to a user name, so the owner's current
   * address immediately becomes a known address of the new name.
   */
  private RetiredNames.Outcome renamed(
      Transaction tx,
      String username,
      Caller.User user,
      Optional<String> acceptLanguage,
      HashRequest request) {
    notices.prepare(tx);
    RetiredNames.Outcome outcome =
        names.rename(tx, user.accountId(), user.generation(), user.username(), username);
    if (outcome instanceof RetiredNames.Outcome.Renamed) {
      Optional<Account> account = new AccountRows(tx).findById(user.accountId());
      account.ifPresent(
          renamed -> {
            listener.accountCreated(tx, renamed, request.source());
            notices.usernameChanged(tx, renamed, acceptLanguage);
          });
      events.record(
          tx,
          SecurityEvent.of(EventType.USER_USERNAME_CHANGED)
              .about(user.accountId())
              .from(request.address().map(Network::of)));
    }
    return outcome;
  }
}
