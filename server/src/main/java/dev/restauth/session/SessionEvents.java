package dev.restauth.session;

import dev.restauth.config.AddressBlock;
import dev.restauth.event.EventType;
import dev.restauth.event.Network;
import dev.restauth.event.SecurityEvent;
import dev.restauth.event.SecurityEvents;
import dev.restauth.session.Sessions.Sender;
import java.util.List;
import java.util.Optional;

/** Security events of sessions. */
record SessionEvents(SecurityEvents events) {

  /** Why a session has ended. */
  enum Reason {
    /** Somebody presented a token of it and wished so. */
    LOG_OUT("log_out"),
    /** Its owner wished so, in another session. */
    BY_OWNER("by_owner"),
    /** The owner has begun so many later ones. */
    TOO_MANY("too_many");

    private final String text;

    Reason(String text) {
      this.text = text;
    }
  }

  /** A session has begun, and others have ended for it. */
  void began(LiveSession session, Sender sender, List<String> ended) {
    Optional<Network> from = AddressBlock.literal(sender.address()).map(Network::of);
    events.write(
        event(EventType.USER_LOGGED_IN, session.accountId(), from)
            .session(session.id())
            .method(session.method()));
    ended.forEach(id -> ended(session.accountId(), id, Reason.TOO_MANY, from));
  }

  void ended(long accountId, String id, Reason reason, Optional<Network> from) {
    events.write(event(EventType.SESSION_ENDED, accountId, from).session(id).because(reason.text));
  }

  /** All sessions of an account have ended but that one. */
  void endedOthers(long accountId, String except, Optional<Network> from) {
    events.write(event(EventType.USER_SESSIONS_ENDED, accountId, from).session(except));
  }

  /** A refresh token was used once more, and its session has ended for it. */
  void reused(LiveSession session, Optional<Network> from) {
    events.write(
        event(EventType.REFRESH_TOKEN_REUSED, session.accountId(), from).session(session.id()));
  }

  private static SecurityEvent event(EventType type, long accountId, Optional<Network> from) {
    return SecurityEvent.of(type).about(accountId).from(from);
  }
}
