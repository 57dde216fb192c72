package dev.restauth.account;

import dev.restauth.store.Change;
import dev.restauth.store.Micros;
import java.time.Instant;
import java.util.Optional;

/**
 * A revocation of a session whose tokens may not have expired yet.
 *
 * @param id the id of the session
 * @param tokensUntil the time at which its last token expires, with microsecond precision
 */
public record SessionRevoked(String id, Instant tokensUntil) {
  /** The kind of this change. */
  public static final String KIND = "session";

  /** Returns the change in the form that is announced to the other servers. */
  public Change change() {
    return new Change(KIND, id, Micros.of(tokensUntil));
  }

  /** Parses an announced change; empty if the change is of another kind. */
  public static Optional<SessionRevoked> of(Change change) {
    return change.is(KIND)
        ? Optional.of(new SessionRevoked(change.subject(), Micros.instant(change.value())))
        : Optional.empty();
  }
}
