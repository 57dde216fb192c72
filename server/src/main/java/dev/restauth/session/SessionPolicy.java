package dev.restauth.session;

import dev.restauth.config.Config;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.Supplier;

/**
 * How long sessions last.
 *
 * @param duration after the authentication, however often it is renewed
 * @param idleDuration after it was renewed last
 * @param tokenDuration how long the tokens issued in it are valid
 * @param longestToken how long tokens may have been valid, also under settings of the past, and of others
 *     who share the database; at least {@code tokenDuration}
 */
public record SessionPolicy(
    Duration duration,
    Duration idleDuration,
    Duration tokenDuration,
    Supplier<Duration> longestToken) {
  /** How many live ones an account may have. */
  static final int LIVE_AT_MOST = 100;

  /** How much later than issued, by another clock than ours, a token may expire. */
  private static final Duration CLOCK_STEP = Duration.ofSeconds(60);

  /** A policy whose tokens have always been valid for as long as they are now. */
  public SessionPolicy(Duration duration, Duration idleDuration, Duration tokenDuration) {
    this(duration, idleDuration, tokenDuration, () -> tokenDuration);
  }

  /**
   * What the settings say. Tokens that were issued under a longer duration come back to life where it is
   * set again, so {@code longestToken} counts too.
   */
  static SessionPolicy of(Config config, Supplier<Duration> longestToken) {
    Duration duration = config.get(SessionSettings.TOKEN_DURATION);
    return new SessionPolicy(
        config.get(SessionSettings.DURATION),
        config.get(SessionSettings.IDLE_DURATION),
        duration,
        () -> longer(duration, longestToken.get()));
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? other : one;
  }

  /** When a session ends that is not renewed any more; a whole second, as the end of a token is. */
  Instant end(Instant authenticatedAt, Instant renewedAt) {
    Instant byAge = authenticatedAt.plus(duration);
    Instant byIdleness = renewedAt.plus(idleDuration);
    return (byAge.isBefore(byIdleness) ? byAge : byIdleness).truncatedTo(ChronoUnit.SECONDS);
  }

  /**
   * When the session of an adopted token is taken to have begun. That token may be older than a session
   * lasts and still be valid: then it gets one token of ours at a time, which cannot be renewed but only
   * traded for again.
   */
  Instant adoptedAt(Instant authenticatedAt, Instant now) {
    Instant earliest = now.truncatedTo(ChronoUnit.SECONDS).minus(duration).plus(tokenDuration);
    return authenticatedAt.isBefore(earliest) ? earliest : authenticatedAt;
  }

  /** When the last token that was issued by {@code now} will have expired. */
  public Instant tokensUntil(Instant now) {
    return now.plus(longestToken.get()).plus(CLOCK_STEP);
  }
}
