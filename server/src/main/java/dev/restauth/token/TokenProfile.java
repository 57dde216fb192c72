package dev.restauth.token;

import com.nimbusds.jose.JOSEObjectType;
import dev.restauth.job.Lazy;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** What all access tokens of this server have in common (RFC 9068). Thread-safe. */
public final class TokenProfile {
  static final JOSEObjectType TYPE = new JOSEObjectType("at+jwt");

  /** The one client: whoever calls without being registered as another. */
  public static final String CLIENT_ID = "restauth";

  /** What the token of an account may do. */
  public static final String SCOPE = "api";

  /**
   * What may be issued, in characters. As the user name of HTTP Basic it grows by a third, and the
   * Authorization field may have 8 KB.
   */
  public static final int ISSUED_AT_MOST = 6_041;

  /** What is looked at, in characters; more than the Authorization header could bring. */
  static final int LENGTH_AT_MOST = 8 * 1024;

  private final Supplier<String> issuer;
  private final Optional<String> audience;
  private final Duration duration;
  private final Duration sessionDuration;

  /**
   * A profile.
   *
   * @param issuer asked for when it is first needed
   * @param audience empty where it is the issuer
   * @param duration how long a token is valid, whole seconds
   * @param sessionDuration how long after the password was checked a session ends, however often it was
   *     renewed, whole seconds
   */
  public TokenProfile(
      Supplier<String> issuer,
      Optional<String> audience,
      Duration duration,
      Duration sessionDuration) {
    this.issuer = new Lazy<>(issuer);
    this.audience = audience;
    this.duration = duration;
    this.sessionDuration = sessionDuration;
  }

  /** The claim {@code iss}. */
  public String issuer() {
    return issuer.get();
  }

  /** The claim {@code aud}. */
  public String audience() {
    return audience.orElseGet(issuer);
  }

  /** How long a token is valid, whole seconds. */
  Duration duration() {
    return duration;
  }

  /** How long after the password was checked a session ends, whole seconds. */
  Duration sessionDuration() {
    return sessionDuration;
  }

  /** Names of claims that Nimbus has no constant for. */
  static final class Claims {
    static final String CLIENT_ID = "client_id";
    static final String SCOPE = "scope";
    static final String ACCOUNT_ID = "id";
    static final String SESSION_ID = "sid";
    static final String AUTHENTICATED_AT = "auth_time";
    static final String GENERATION = "gen";

    private Claims() {}
  }
}
