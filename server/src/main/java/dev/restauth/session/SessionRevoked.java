package dev.restauth.session;

import dev.restauth.store.Change;
import dev.restauth.store.Micros;
import java.time.Instant;
import java.util.Optional;

/**
 * A session was ended whose tokens may not have expired yet.
 *
 * @param id its id
 * @param tokensUntil when all of them have; to the microsecond
 */
public record SessionRevoked(String id, Instant tokensUntil) {
  /** The name of this kind of change. */
  public static final String KIND = "session";

  /** As it is announced. */
  public Change change() {
    return new Change(KIND, id, Micros.of(tokensUntil));
  }

  /** From what was announced; empty if that is of another kind. */
  public static Optional<SessionRevoked> of(Change change) {
    return change.is(KIND)
        ? Optional.of(new SessionRevoked(change.subject(), Micros.instant(change.value())))
        : Optional.empty();
  }
}
