package dev.restauth.session;

import dev.restauth.config.Config;
import dev.restauth.http.AdministrativeScope;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The durations of sessions.
 *
 * @param duration the maximum time after the log-in, however often the session is renewed
 * @param idleDuration the maximum time after the last renewal
 * @param tokenDuration the validity of an access token
 * @param longestToken returns the longest time for which any token may have been valid, at least
 *     {@code tokenDuration}. The time covers tokens that were issued under earlier settings, or by
 *     other servers with the same database
 */
public record SessionPolicy(
    Duration duration,
    Duration idleDuration,
    Duration tokenDuration,
    Supplier<Duration> longestToken) {
  /**
   * The maximum duration of a session with administrative scopes, however often it is renewed or
   * refreshed.
   */
  static final Duration ADMINISTRATIVE = Duration.ofHours(1);

  /**
   * The duration of a session in which an administrator acts as the owner of an account, a whole
   * number of seconds.
   */
  public static final Duration IMPERSONATION = Duration.ofMinutes(15);

  /**
   * Maximum number of live sessions of an account. Sessions in which an administrator acts as the
   * owner do not count.
   */
  static final int LIVE_AT_MOST = 100;

  /** Maximum difference between the clocks of this server and of the server that issued a token. */
  static final Duration CLOCK_STEP = Duration.ofSeconds(60);

  /**
   * Creates a policy for a server on which all tokens have always been valid for {@code
   * tokenDuration}.
   */
  public SessionPolicy(Duration duration, Duration idleDuration, Duration tokenDuration) {
    this(duration, idleDuration, tokenDuration, () -> tokenDuration);
  }

  /**
   * Returns the policy of the settings.
   *
   * @param longestToken returns the longest time for which any token may have been valid. It is
   *     needed because old tokens become valid again if the operator shortens the token duration
   *     and later lengthens it
   */
  public static SessionPolicy of(Config config, Supplier<Duration> longestToken) {
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

  /**
   * Returns the time at which a session expires if it is not renewed anymore. The time is a whole
   * second, like the expiry time of a token.
   *
   * @param scope the scopes to which the session was narrowed, separated by spaces; empty if it was
   *     not narrowed, or is a browser session
   */
  public Instant end(Instant authenticatedAt, Instant renewedAt, Optional<String> scope) {
    Instant byAge = authenticatedAt.plus(isAdministrative(scope) ? shorter() : duration);
    Instant byIdleness = renewedAt.plus(idleDuration);
    return (byAge.isBefore(byIdleness) ? byAge : byIdleness).truncatedTo(ChronoUnit.SECONDS);
  }

  /**
   * Returns whether a session has administrative scopes.
   *
   * @param scope the scopes to which the session was narrowed, separated by spaces
   */
  static boolean isAdministrative(Optional<String> scope) {
    return scope.filter(text -> AdministrativeScope.isAmong(List.of(text.split(" ")))).isPresent();
  }

  private Duration shorter() {
    return duration.compareTo(ADMINISTRATIVE) < 0 ? duration : ADMINISTRATIVE;
  }

  /**
   * Returns the time at which the session of an adopted token counts as begun. Usually, this is the
   * time in the token. An adopted token may be valid although it is older than the maximum duration
   * of a session. The time is then adjusted so that the client gets one access token, which it
   * cannot renew. Instead, the client exchanges the adopted token again.
   */
  Instant adoptedAt(Instant authenticatedAt, Instant now) {
    Instant earliest = now.truncatedTo(ChronoUnit.SECONDS).minus(duration).plus(tokenDuration);
    return authenticatedAt.isBefore(earliest) ? earliest : authenticatedAt;
  }

  /** Returns the latest time at which a token that was issued until {@code now} can expire. */
  public Instant tokensUntil(Instant now) {
    return now.plus(longestToken.get()).plus(CLOCK_STEP);
  }
}
