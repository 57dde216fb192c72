package dev.restauth.session;

import java.time.Duration;
import java.time.Instant;

/**
 * How long sessions last.
 *
 * @param duration after the authentication, however often it is renewed
 * @param idleDuration after it was renewed last
 * @param tokenDuration how long the tokens issued in it are valid
 */
public record SessionPolicy(Duration duration, Duration idleDuration, Duration tokenDuration) {
  /** How many live ones an account may have. */
  static final int LIVE_AT_MOST = 100;

  /** How much later than issued, by another clock than ours, a token may expire. */
  private static final Duration CLOCK_STEP = Duration.ofSeconds(60);

  Instant end(Instant authenticatedAt, Instant renewedAt) {
    Instant byAge = authenticatedAt.plus(duration);
    Instant byIdleness = renewedAt.plus(idleDuration);
    return byAge.isBefore(byIdleness) ? byAge : byIdleness;
  }

  /** When the last token that was issued by {@code now} will have expired. */
  Instant tokensUntil(Instant now) {
    return now.plus(tokenDuration).plus(CLOCK_STEP);
  }
}
