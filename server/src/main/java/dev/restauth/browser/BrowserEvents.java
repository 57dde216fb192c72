package dev.restauth.browser;

import dev.restauth.event.EventType;
import dev.restauth.event.Network;
import dev.restauth.event.SecurityEvent;
import dev.restauth.event.SecurityEvents;
import dev.restauth.store.Transaction;
import java.time.Instant;
import java.util.Optional;

/** Security events of browser sessions. Their types are the same as for other sessions. */
record BrowserEvents(SecurityEvents events) {

  /** The reason why a session ended. */
  enum Reason {
    /** The user logged out. */
    LOG_OUT("log_out"),
    /** Another user logged in with the same browser. */
    OTHER_USER("other_user"),
    /** The account had too many sessions. */
    TOO_MANY("too_many");

    private final String text;

    Reason(String text) {
      this.text = text;
    }
  }

  /** Records the beginning or step-up of a session. */
  void began(Transaction tx, BrowserSession session, Optional<Network> from, Instant at) {
    events.record(
        tx,
        SecurityEvent.of(EventType.USER_LOGGED_IN)
            .about(session.accountId())
            .from(from)
            .session(session.id())
            .method(session.methods().text())
            .authenticated(session.methods()),
        at);
  }

  void ended(Transaction tx, long accountId, String id, Reason reason, Optional<Network> from) {
    events.record(
        tx,
        SecurityEvent.of(EventType.SESSION_ENDED)
            .about(accountId)
            .from(from)
            .session(id)
            .because(reason.text));
  }
}
