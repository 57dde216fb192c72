package dev.restauth.session;

import dev.restauth.config.AddressBlock;
import dev.restauth.event.EventType;
import dev.restauth.event.Network;
import dev.restauth.event.SecurityEvent;
import dev.restauth.event.SecurityEvents;
import dev.restauth.session.Sessions.Sender;
import dev.restauth.store.Transaction;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Records the security events of sessions. */
record SessionEvents(SecurityEvents events) {

  /** The reasons why a session ends. */
  enum Reason {
    /** A client used a token of the session to log out. */
    LOG_OUT("log_out"),
    /** The owner ended the session from another session. */
    BY_OWNER("by_owner"),
    /** An administrator ended the session. */
    BY_ADMINISTRATOR("by_administrator"),
    /** A new log-in replaced the session. */
    STEPPED_UP("stepped_up"),
    /** The browser session in which the session began has ended. */
    BROWSER_SESSION("browser_session"),
    /** The user withdrew their consent for the client of the session. */
    CONSENT_WITHDRAWN("consent_withdrawn"),
    /** The account had too many sessions. */
    TOO_MANY("too_many");

    private final String text;

    Reason(String text) {
      this.text = text;
    }

    /** Returns the name of the reason in an event. */
    String text() {
      return text;
    }
  }

  /**
   * Records that a session began, and that older sessions were ended because the account had too
   * many sessions.
   */
  void began(Transaction tx, LiveSession session, Sender sender, List<String> ended, Instant at) {
    Optional<Network> from = AddressBlock.literal(sender.address()).map(Network::of);
    SecurityEvent event =
        event(EventType.USER_LOGGED_IN, session.accountId(), from)
            .session(session.id())
            .method(session.method());
    events.record(tx, session.methods().map(event::authenticated).orElse(event), at);
    ended.forEach(id -> ended(tx, session.accountId(), id, Reason.TOO_MANY, from));
  }

  /**
   * Records that a client got a session, and that older sessions were ended because the account had
   * too many sessions.
   */
  void clientBegan(
      Transaction tx, LiveSession session, String clientId, Sender sender, List<String> ended) {
    Optional<Network> from = AddressBlock.literal(sender.address()).map(Network::of);
    events.record(
        tx,
        event(EventType.CLIENT_SESSION_BEGUN, session.accountId(), from)
            .session(session.id())
            .client(clientId));
    ended.forEach(id -> ended(tx, session.accountId(), id, Reason.TOO_MANY, from));
  }

  /**
   * Records that an authorization code was presented again, and that the session of this code was
   * ended.
   */
  void codeReused(Transaction tx, LiveSession session, String clientId, Optional<Network> from) {
    events.record(
        tx,
        event(EventType.AUTHORIZATION_CODE_REUSED, session.accountId(), from)
            .session(session.id())
            .client(clientId));
  }

  void ended(Transaction tx, long accountId, String id, Reason reason, Optional<Network> from) {
    events.record(
        tx, event(EventType.SESSION_ENDED, accountId, from).session(id).because(reason.text));
  }

  /** Records that all sessions of an account except {@code except} were ended. */
  void endedOthers(Transaction tx, long accountId, String except, Optional<Network> from) {
    events.record(tx, event(EventType.USER_SESSIONS_ENDED, accountId, from).session(except));
  }

  /** Records that a session began, and that all other sessions of its account were ended. */
  void endedOthers(Transaction tx, SessionRow began, Sender sender) {
    Optional<Network> from = AddressBlock.literal(sender.address()).map(Network::of);
    endedOthers(tx, began.accountId(), began.id(), from);
  }

  /** Records that a refresh token was reused, and that the session of this token was ended. */
  void reused(Transaction tx, LiveSession session, Optional<Network> from) {
    events.record(
        tx, event(EventType.REFRESH_TOKEN_REUSED, session.accountId(), from).session(session.id()));
  }

  private static SecurityEvent event(EventType type, long accountId, Optional<Network> from) {
    return SecurityEvent.of(type).about(accountId).from(from);
  }
}
