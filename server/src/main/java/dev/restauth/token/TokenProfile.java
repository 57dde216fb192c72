package dev.restauth.token;

import com.nimbusds.jose.JOSEObjectType;
import dev.restauth.job.Lazy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Claims and limits that all access tokens of this server share (RFC 9068). Thread-safe. */
public final class TokenProfile {
  static final JOSEObjectType TYPE = new JOSEObjectType("at+jwt");

  /** The client id in tokens for callers that are not registered as OAuth clients. */
  public static final String CLIENT_ID = "restauth";

  /**
   * Maximum length of an issued token, in characters. The Authorization header may have 8 KB. If a
   * client sends the token as the user name of HTTP Basic, Base64 lengthens the token by a third.
   */
  public static final int ISSUED_AT_MOST = 6_041;

  /**
   * Maximum length of a token that is parsed, in characters. The Authorization header cannot
   * contain a longer one.
   */
  static final int LENGTH_AT_MOST = 8 * 1024;

  private final Supplier<String> issuer;
  private final Optional<String> audience;
  private final Duration duration;
  private final Duration sessionDuration;
  private final boolean roles;
  private final List<String> attributes;

  /**
   * Creates a profile.
   *
   * @param issuer supplies the issuer; called when the issuer is first needed
   * @param audience the audience; empty if it is the same as the issuer
   * @param duration the validity of a token, in whole seconds
   * @param sessionDuration the maximum duration of a session after the log-in, however often tokens
   *     are renewed, in whole seconds
   * @param roles whether tokens contain the account's roles
   * @param attributes the names of the attributes that tokens contain
   */
  public TokenProfile(
      Supplier<String> issuer,
      Optional<String> audience,
      Duration duration,
      Duration sessionDuration,
      boolean roles,
      List<String> attributes) {
    this.issuer = new Lazy<>(issuer);
    this.audience = audience;
    this.duration = duration;
    this.sessionDuration = sessionDuration;
    this.roles = roles;
    this.attributes = List.copyOf(attributes);
  }

  /** Creates a profile of tokens without roles and attributes. */
  public TokenProfile(
      Supplier<String> issuer,
      Optional<String> audience,
      Duration duration,
      Duration sessionDuration) {
    this(issuer, audience, duration, sessionDuration, false, List.of());
  }

  /** Returns whether tokens contain the account's roles. */
  boolean roles() {
    return roles;
  }

  /** Returns the names of the attributes that tokens contain. */
  List<String> attributes() {
    return attributes;
  }

  /** Returns the claim {@code iss}. */
  public String issuer() {
    return issuer.get();
  }

  /** Returns the claim {@code aud}. */
  public String audience() {
    return audience.orElseGet(issuer);
  }

  /** Returns the validity of a token, in whole seconds. */
  Duration duration() {
    return duration;
  }

  /** Returns the maximum duration of a session after the log-in, in whole seconds. */
  Duration sessionDuration() {
    return sessionDuration;
  }

  /** Names of claims for which Nimbus has no constant. */
  static final class Claims {
    static final String CLIENT_ID = "client_id";
    static final String SCOPE = "scope";
    static final String ACCOUNT_ID = "id";
    static final String SESSION_ID = "sid";
    static final String AUTHENTICATED_AT = "auth_time";
    static final String GENERATION = "gen";
    static final String ACR = "acr";
    static final String AMR = "amr";
    static final String RIGHTS = "rgt";
    static final String ROLES = "roles";
    static final String NARROWED = "narrowed";
    static final String KEY_ID = "key_id";
    static final String ACTOR = "act";
    static final String ACTOR_SUBJECT = "sub";
    static final String ORGANIZATION = "org";
    static final String ORGANIZATION_ROLE = "org_role";
    static final String CONFIRMATION = "cnf";

    private Claims() {}
  }
}
