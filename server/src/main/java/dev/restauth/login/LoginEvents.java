package dev.restauth.login;

import dev.restauth.account.Account;
import dev.restauth.event.EventType;
import dev.restauth.event.Network;
import dev.restauth.event.SecurityEvent;
import dev.restauth.event.SecurityEvents;
import dev.restauth.password.HashRequest;
import java.util.Optional;

/**
 * Security events of passwords that were presented. That one was right is none by itself: a client may
 * send it with every request.
 */
record LoginEvents(SecurityEvents events) {

  /**
   * It was wrong, or its account may not log in.
   *
   * @param account its id; empty if nobody has the name
   */
  void failed(Optional<Long> account, HashRequest visitor) {
    write(EventType.USER_LOGIN_FAILED, account, visitor);
  }

  /**
   * It was not looked at.
   *
   * @param account its id; empty if nobody has the name, or it was not looked up
   */
  void throttled(Optional<Long> account, HashRequest visitor) {
    write(EventType.USER_LOGIN_THROTTLED, account, visitor);
  }

  /**
   * It was right.
   *
   * @param adopted whether another application had the account until now
   * @param known whether it came from an address that is known to the account
   */
  void admitted(Account account, boolean adopted, boolean known, HashRequest visitor) {
    if (adopted) {
      write(EventType.USER_ADOPTED, Optional.of(account.id()), visitor);
    }
    if (!known) {
      write(EventType.USER_ADDRESS_LEARNED, Optional.of(account.id()), visitor);
    }
  }

  private void write(EventType type, Optional<Long> account, HashRequest visitor) {
    events.write(SecurityEvent.of(type).about(account).from(visitor.address().map(Network::of)));
  }
}
