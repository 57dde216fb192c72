package dev.restauth.session;

import dev.restauth.config.AddressBlock;
import dev.restauth.event.EventType;
import dev.restauth.event.Network;
import dev.restauth.event.SecurityEvent;
import dev.restauth.event.SecurityEvents;
import dev.restauth.session.SessionRows.SessionRow;
import dev.restauth.session.Sessions.Sender;
import dev.restauth.store.Transaction;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Security events of sessions. */
record SessionEvents(SecurityEvents events) {

  /** The reason that a session ended. */
  enum Reason {
    /** A client logged out with one of its tokens. */
    LOG_OUT("log_out"),
    /** The owner ended it from another session. */
    BY_OWNER("by_owner"),
    /** An administrator ended it. */
    BY_ADMINISTRATOR("by_administrator"),
    /** A new log-in took its place. */
    STEPPED_UP("stepped_up"),
    /** The account had too many sessions. */
    TOO_MANY("too_many");

    private final String text;

    Reason(String text) {
      this.text = text;
    }

    /** Returns its name in an event. */
    String text() {
      return text;
    }
  }

  /** A session began, and others were ended to make room for it. */
  void began(Transaction tx, LiveSession session, Sender sender, List<String> ended, Instant at) {
    Optional<Network> from = AddressBlock.literal(sender.address()).map(Network::of);
    SecurityEvent event =
        event(EventType.USER_LOGGED_IN, session.accountId(), from)
            .session(session.id())
            .method(session.method());
    events.record(tx, session.methods().map(event::authenticated).orElse(event), at);
    ended.forEach(id -> ended(tx, session.accountId(), id, Reason.TOO_MANY, from));
  }

  void ended(Transaction tx, long accountId, String id, Reason reason, Optional<Network> from) {
    events.record(
        tx, event(EventType.SESSION_ENDED, accountId, from).session(id).because(reason.text));
  }

  /** All sessions of an account except {@code except} were ended. */
  void endedOthers(Transaction tx, long accountId, String except, Optional<Network> from) {
    events.record(tx, event(EventType.USER_SESSIONS_ENDED, accountId, from).session(except));
  }

  /** A session began that ended all others of its account. */
  void endedOthers(Transaction tx, SessionRow began, Sender sender) {
    Optional<Network> from = AddressBlock.literal(sender.address()).map(Network::of);
    endedOthers(tx, began.accountId(), began.id(), from);
  }

  /** A refresh token was reused, and its session was ended. */
  void reused(Transaction tx, LiveSession session, Optional<Network> from) {
    events.record(
        tx, event(EventType.REFRESH_TOKEN_REUSED, session.accountId(), from).session(session.id()));
  }

  private static SecurityEvent event(EventType type, long accountId, Optional<Network> from) {
    return SecurityEvent.of(type).about(accountId).from(from);
  }
}
