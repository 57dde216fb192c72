package dev.restauth.login;

import dev.restauth.account.Account;
import dev.restauth.event.EventType;
import dev.restauth.event.Network;
import dev.restauth.event.SecurityEvent;
import dev.restauth.event.SecurityEvents;
import dev.restauth.password.HashRequest;
import dev.restauth.store.Transaction;
import java.util.Optional;

/**
 * Records the security events of presented passwords. A log-in with the correct password causes no
 * event, since a client may send the password with every request.
 */
record LoginEvents(SecurityEvents events) {

  /**
   * Records that the password was wrong, or that the user may not log in.
   *
   * @param account the account's id; empty if no account has the name
   */
  void failed(Optional<Long> account, HashRequest request) {
    write(EventType.USER_LOGIN_FAILED, account, request);
  }

  /**
   * Records that the password was not checked.
   *
   * @param account the account's id; empty if no account has the name, or if the name was not
   *     looked up
   */
  void throttled(Optional<Long> account, HashRequest request) {
    write(EventType.USER_LOGIN_THROTTLED, account, request);
  }

  /** Records that the password was correct, but that the account also requires another factor. */
  void factorRequired(long accountId, HashRequest request) {
    write(EventType.USER_FACTOR_REQUIRED, Optional.of(accountId), request);
  }

  /**
   * Records, in the same transaction, that the account was imported from the legacy application.
   */
  void adopted(Transaction tx, Account account, HashRequest request) {
    events.record(tx, event(EventType.USER_ADOPTED, Optional.of(account.id()), request));
  }

  /**
   * Records that a user of the legacy application sent the correct password, but that their second
   * factor cannot be imported.
   */
  void adoptionRefused(HashRequest request) {
    events.write(
        event(EventType.USER_ADOPTION_REFUSED, Optional.empty(), request).because("second_factor"));
  }

  /**
   * Records, in the same transaction, that an address was stored from which the account was not
   * used before.
   */
  void addressLearned(Transaction tx, Account account, HashRequest request) {
    events.record(tx, event(EventType.USER_ADDRESS_LEARNED, Optional.of(account.id()), request));
  }

  private void write(EventType type, Optional<Long> account, HashRequest request) {
    events.write(event(type, account, request));
  }

  private static SecurityEvent event(EventType type, Optional<Long> account, HashRequest request) {
    return SecurityEvent.of(type).about(account).from(request.address().map(Network::of));
  }
}
