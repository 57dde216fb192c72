package dev.restauth.config;

import java.time.Duration;
import java.util.Optional;

/**
 * What tokens say and how long they live.
 *
 * @param issuer claim iss where the operator chose it; the default is the public URL
 * @param audience claim aud where the operator chose it; the default is the issuer
 * @param tokenDuration 30 s to 24 h
 * @param sessionDuration 5 min to 365 d, at least {@code tokenDuration}
 * @param sessionIdleDuration 5 min to 365 d, at least {@code tokenDuration}
 * @param keyRotation 1 h to 3650 d
 */
public record Tokens(
    Optional<String> issuer,
    Optional<String> audience,
    Duration tokenDuration,
    Duration sessionDuration,
    Duration sessionIdleDuration,
    SigningAlgorithmName signingAlgorithm,
    Duration keyRotation) {
  /** Throws IllegalArgumentException for a duration outside its range. */
  public Tokens {
    Setting.TOKEN_DURATION.checked(tokenDuration);
    Setting.SESSION_DURATION.checked(sessionDuration);
    Setting.SESSION_IDLE_DURATION.checked(sessionIdleDuration);
    Setting.KEY_ROTATION.checked(keyRotation);
    if (sessionDuration.compareTo(tokenDuration) < 0
        || sessionIdleDuration.compareTo(tokenDuration) < 0) {
      throw new IllegalArgumentException("a session shorter than a token");
    }
  }
}
