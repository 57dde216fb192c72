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
 * @param longestToken the longest time for which any token may have been valid, even under past
 *     settings or the settings of other servers of the database; at least {@code tokenDuration}
 */
public record SessionPolicy(
    Duration duration,
    Duration idleDuration,
    Duration tokenDuration,
    Supplier<Duration> longestToken) {
  /**
   * The maximum time after the log-in at which a session with administrative scopes ends, however
   * often it was renewed or refreshed.
   */
  static final Duration ADMINISTRATIVE = Duration.ofHours(1);

  /** The duration of a session in which an administrator acts as the owner of an account, in whole seconds. */
  public static final Duration IMPERSONATION = Duration.ofMinutes(15);

  /** The maximum number of live sessions of an account, apart from those of administrators who act as its owner. */
  static final int LIVE_AT_MOST = 100;

  /**
   * The maximum difference between this server's clock and the clock of the server that issued a
   * token.
   */
  static final Duration CLOCK_STEP = Duration.ofSeconds(60);

  /** Creates a policy under which all tokens have been valid for {@code tokenDuration}. */
  public SessionPolicy(Duration duration, Duration idleDuration, Duration tokenDuration) {
    this(duration, idleDuration, tokenDuration, () -> tokenDuration);
  }

  /**
   * Returns the policy of the settings. The policy also uses {@code longestToken}: if the operator configures a longer
   * token duration again, old tokens become valid again.
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
   * Returns the time at which a session expires if nobody renews it any more. The time is a whole second, like the expiry of a
   * token.
   *
   * @param scope the scopes that the session was narrowed to, separated by spaces; empty for a browser's
   */
  public Instant end(Instant authenticatedAt, Instant renewedAt, Optional<String> scope) {
    Instant byAge = authenticatedAt.plus(isAdministrative(scope) ? shorter() : duration);
    Instant byIdleness = renewedAt.plus(idleDuration);
    return (byAge.isBefore(byIdleness) ? byAge : byIdleness).truncatedTo(ChronoUnit.SECONDS);
  }

  /**
   * Returns whether a session has administrative scopes.
   *
   * @param scope the scopes that the session was narrowed to, separated by spaces
   */
  static boolean isAdministrative(Optional<String> scope) {
    return scope.filter(text -> AdministrativeScope.isAmong(List.of(text.split(" ")))).isPresent();
  }

  private Duration shorter() {
    return duration.compareTo(ADMINISTRATIVE) < 0 ? duration : ADMINISTRATIVE;
  }

  /**
   * Returns the time at which the session of an adopted token began, as far as the token shows this time. An adopted token may
   * be older than the maximum duration of a session and still be valid. In that case, the client gets one access token at a
   * time and cannot renew it. The client can only exchange the adopted token again.
   */
  Instant adoptedAt(Instant authenticatedAt, Instant now) {
    Instant earliest = now.truncatedTo(ChronoUnit.SECONDS).minus(duration).plus(tokenDuration);
    return authenticatedAt.isBefore(earliest) ? earliest : authenticatedAt;
  }

  /** Returns the time at which the last token issued until {@code now} will have expired. */
  public Instant tokensUntil(Instant now) {
    return now.plus(longestToken.get()).plus(CLOCK_STEP);
  }
}
