package dev.restauth.client;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A verified access token. Only {@link TokenVerifier} creates such objects. The token was valid at
 * the time of the check, so use it only for the current request. Immutable.
 */
public final class VerifiedToken {
  /** The classes of authentication that the server supports, the weakest first. */
  private static final List<String> CLASSES = List.of("1", "2", "phr", "phrh");

  private final TokenClaims claims;

  VerifiedToken(TokenClaims claims) {
    this.claims = claims;
  }

  /** Returns the id of the account, {@code sub}. */
  public String subject() {
    return claims.subject();
  }

  /**
   * Returns the session, {@code sid}: one log-in, or one personal key, and all tokens that stem
   * from it.
   */
  public String sessionId() {
    return claims.sessionId();
  }

  /** Returns the scopes, {@code scope}. */
  public Set<String> scopes() {
    return claims.scopes();
  }

  /** Returns whether the token has the given scope. */
  public boolean hasScope(String scope) {
    return claims.scopes().contains(scope);
  }

  /**
   * Requires that the token has the given scope.
   *
   * @throws InsufficientScopeException if the token lacks the scope; answer with 403
   * @throws IllegalArgumentException if the text is not a single scope (RFC 6749, section 3.3)
   */
  public void requireScope(String scope) {
    if (!hasScope(Requirement.checkedName(scope))) {
      throw new InsufficientScopeException(
          "the token lacks the scope " + scope, Refusal.withoutScope(scope));
    }
  }

  /**
   * Returns the roles of the account, {@code roles}. Tokens name roles only if the server's
   * operator has turned that on. A role describes the account, and a scope describes what the token
   * may do. Prefer scopes, because a client can request a token with fewer scopes.
   */
  public Set<String> roles() {
    return claims.roles();
  }

  /** Returns whether the token names the given role. */
  public boolean hasRole(String role) {
    return claims.roles().contains(role);
  }

  /**
   * Requires that the token names the given role.
   *
   * @throws InsufficientScopeException if the token does not name the role; answer with 403
   * @throws IllegalArgumentException if the role has characters that a scope must not have
   */
  public void requireRole(String role) {
    if (!hasRole(Requirement.checkedName(role))) {
      throw new InsufficientScopeException(
          "the token lacks the role " + role, Refusal.withoutRole());
    }
  }

  /**
   * Returns the id of the organization in which the token acts, {@code org}, or empty if the token
   * acts in no organization. Use this id, and never a parameter of the request.
   */
  public Optional<String> organization() {
    return claims.organization().map(TokenClaims.Organization::id);
  }

  /** Returns the account's role in that organization, {@code org_role}: owner, admin or member. */
  public Optional<String> organizationRole() {
    return claims.organization().map(TokenClaims.Organization::role);
  }

  /**
   * Requires that the token acts in an organization, and returns the organization's id.
   *
   * @throws InsufficientScopeException if the token acts in no organization; answer with 403
   */
  public String requireOrganization() {
    return organization()
        .orElseThrow(
            () ->
                new InsufficientScopeException(
                    "the token is for no organisation", Refusal.withoutRole()));
  }

  /**
   * Returns the number of the rights at the time of issue, {@code rgt}, or zero if the token has no
   * such number. The verifier has already refused tokens whose rights have changed since.
   */
  public long rights() {
    return claims.rights();
  }

  /**
   * Returns the account of the administrator who acts as the subject, {@code act} (RFC 8693,
   * section 4.1). The value is empty for the subject's own tokens. At the REST-auth server, a token
   * with an actor can only read. Your service should do the same: call {@link #requireNoActor}
   * before each change.
   */
  public Optional<String> actor() {
    return claims.actor();
  }

  /**
   * Requires that the subject itself uses the token, not an administrator who acts as the subject.
   *
   * @throws InsufficientScopeException if the token names an actor; answer with 403
   */
  public void requireNoActor() {
    if (claims.actor().isPresent()) {
      throw new InsufficientScopeException(
          "an administrator acts as the subject of the token", Refusal.withActor());
    }
  }

  /**
   * Returns the id of the personal key for which the token was issued, {@code key_id}. The value is
   * empty for the token of a log-in. A token with a key id belongs to a program, which acts for the
   * subject or for a service account.
   */
  public Optional<String> keyId() {
    return claims.keyId();
  }

  /**
   * Requires that the token stems from a log-in, not from a personal key. Call this method before
   * changes that a user should make in person.
   *
   * @throws InsufficientScopeException if the token was issued for a key; answer with 403
   */
  public void requireNoKey() {
    if (claims.keyId().isPresent()) {
      throw new InsufficientScopeException(
          "the token was issued for a personal key", Refusal.withKey());
    }
  }

  /**
   * Returns the account's attributes that the token contains, by name. Administrators set these
   * attributes, and the server's operator selects them as claims ({@code attribute-claims}). A
   * value is a {@code String}, a {@code Long}, a {@code Boolean} or a {@code List} of strings.
   */
  public Map<String, Object> attributes() {
    return claims.attributes();
  }

  /**
   * Returns the class of the authentication, {@code acr}: {@code 1} for one factor, {@code 2} for
   * two, {@code phr} and {@code phrh} for two factors that resist phishing. The value is empty if
   * the token has no class: for a key, for an administrator who acts as the subject, and for tokens
   * of servers before 0.5.
   */
  public Optional<String> authenticationClass() {
    return claims.acr();
  }

  /**
   * Returns the methods of the authentication, {@code amr} (RFC 8176), such as {@code pwd}, {@code
   * otp} and {@code mfa}.
   */
  public List<String> authenticationMethods() {
    return claims.amr();
  }

  /**
   * Requires that the class of the authentication is at least {@code acr}, and that the log-in is
   * recent. Call this method before actions that require a second factor, or the user in person.
   *
   * @param acr the weakest class that suffices: {@code 1}, {@code 2}, {@code phr} or {@code phrh}
   * @param maxAge the longest time since the log-in; the clocks may differ by a minute
   * @throws StepUpRequiredException if the authentication does not suffice; answer with 401
   * @throws IllegalArgumentException if the class does not exist, or the time is not positive
   */
  public void requireAuthentication(String acr, Duration maxAge) {
    requireAuthentication(acr, maxAge, Instant.now());
  }

  void requireAuthentication(String acr, Duration maxAge, Instant now) {
    if (!CLASSES.contains(acr) || maxAge.isNegative() || maxAge.isZero()) {
      throw new IllegalArgumentException(
          "a class is one of " + CLASSES + ", and an age is positive");
    }
    int present = claims.acr().map(CLASSES::indexOf).orElse(-1);
    boolean strong = present >= CLASSES.indexOf(acr);
    boolean fresh =
        !authenticatedAt()
            .plus(maxAge)
            .plusSeconds(TokenClaims.CLOCKS_DIFFER_SECONDS)
            .isBefore(now);
    if (!strong || !fresh) {
      throw new StepUpRequiredException(
          "the user was authenticated too " + (strong ? "long ago" : "weakly"),
          Refusal.withoutAuthentication(acr, maxAge.toSeconds()));
    }
  }

  /** Returns the audiences, {@code aud}. They include the audience that the verifier requires. */
  public List<String> audience() {
    return claims.audience();
  }

  /** Returns the issuer, {@code iss}. */
  public String issuer() {
    return claims.issuer();
  }

  /** Returns the OAuth client to which the token was issued, {@code client_id}. */
  public String clientId() {
    return claims.clientId();
  }

  /** Returns the id of the token, {@code jti}. Log this id, and never the token. */
  public String tokenId() {
    return claims.tokenId();
  }

  /**
   * Returns the account's generation, {@code gen}. A new password increases the generation, and
   * other changes do too.
   */
  public long generation() {
    return claims.generation();
  }

  /** Returns the time of issue, in whole seconds. */
  public Instant issuedAt() {
    return Instant.ofEpochSecond(claims.issuedAt());
  }

  /** Returns the time of expiry, in whole seconds. At that second, the token has expired. */
  public Instant expiresAt() {
    return Instant.ofEpochSecond(claims.expiresAt());
  }

  /**
   * Returns the time of the log-in, {@code auth_time}, which a renewal does not change. If the
   * token has a {@link #keyId}, it is the time at which the key was exchanged for a token; the user
   * did not log in.
   */
  public Instant authenticatedAt() {
    return Instant.ofEpochSecond(claims.authenticatedAt());
  }

  /** Returns the subject and the expiry, but no text that could be used as a token. */
  @Override
  public String toString() {
    return "VerifiedToken[subject=" + subject() + ", expiresAt=" + expiresAt() + "]";
  }
}
