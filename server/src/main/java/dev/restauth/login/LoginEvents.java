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
 * Security events of presented passwords. A log-in with the correct password leaves no event, since a client may send the
 * password with every request.
 */
record LoginEvents(SecurityEvents events) {

  /**
   * Records that the password was wrong, or that the account's user may not log in.
   *
   * @param account the account's id; empty if the name does not exist
   */
  void failed(Optional<Long> account, HashRequest request) {
    write(EventType.USER_LOGIN_FAILED, account, request);
  }

  /**
   * Records that the password was not checked.
   *
   * @param account the account's id; empty if the name does not exist, or if the server did not look up the name
   */
  void throttled(Optional<Long> account, HashRequest request) {
    write(EventType.USER_LOGIN_THROTTLED, account, request);
  }

  /** The password was correct, but the account needs another factor as well. */
  void factorRequired(long accountId, HashRequest request) {
    write(EventType.USER_FACTOR_REQUIRED, Optional.of(accountId), request);
  }

  /** The account was imported from the legacy application, in this transaction. */
  void adopted(Transaction tx, Account account, HashRequest request) {
    events.record(tx, event(EventType.USER_ADOPTED, Optional.of(account.id()), request));
  }

  /** A user of the legacy application presented the correct password, but their second factor cannot be imported. */
  void adoptionRefused(HashRequest request) {
    events.write(
        event(EventType.USER_ADOPTION_REFUSED, Optional.empty(), request).because("second_factor"));
  }

  /** An address was stored, in this transaction, from which the account was not used before. */
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
