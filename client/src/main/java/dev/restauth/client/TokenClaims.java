package dev.restauth.client;

import com.nimbusds.jwt.JWTClaimsSet;
import java.text.ParseException;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Claims of a token (RFC 9068, section 2.2) that are not verified yet. Times are seconds since the
 * epoch.
 *
 * @param scopes names of scopes, at least one
 * @param roles {@code roles}; empty if the token has none
 * @param organization {@code org} and {@code org_role}; empty if the token acts in no organization
 * @param rights {@code rgt}, the number of the rights at the time of issue; zero if the token has
 * no such number
 * @param actor the subject in {@code act}, who acts as the subject of the token; empty if the
 * subject itself uses the token
 * @param keyId {@code key_id}, the personal key for which the token was issued; empty for the token
 * of a log-in
 * @param attributes the claims without a standard meaning, which are attributes of the account
 * @param acr {@code acr}, the class of the authentication; empty if the server does not give it
 * @param amr {@code amr}, the methods of the authentication
 * @param notBefore {@code nbf}; the issue time if the token has none
 */
record TokenClaims(
    String issuer,
    List<String> audience,
    String subject,
    String clientId,
    String tokenId,
    String sessionId,
    long generation,
    Set<String> scopes,
    Set<String> roles,
    Optional<Organization> organization,
    long rights,
    Optional<String> actor,
    Optional<String> keyId,
    Map<String, Object> attributes,
    Optional<String> acr,
    List<String> amr,
    long issuedAt,
    long notBefore,
    long expiresAt,
    long authenticatedAt) {

  /**
   * An organization, and the account's role in the organization.
   *
   * @param id {@code org}
   * @param role {@code org_role}
   */
  record Organization(String id, String role) {
    /**
     * Returns the names under which the feed reports a change of the organization, or of the role
     * in all organizations. The name of an account's role has no slash.
     */
    Set<String> marks() {
      return Set.of("org/" + id, "org/" + role);
    }
  }

  /**
   * The number of seconds by which the server's clock may be ahead. Without this tolerance, the
   * verifier could refuse a token that was issued a moment ago. Accepting a token slightly early
   * does no harm.
   */
  static final long CLOCKS_DIFFER_SECONDS = 60;

  /** The claims with a standard meaning. All other claims are attributes. */
  private static final Set<String> OWN =
      Set.of(
          "iss",
          "aud",
          "sub",
          "id",
          "client_id",
          "jti",
          "sid",
          "gen",
          "scope",
          "roles",
          "org",
          "org_role",
          "rgt",
          "act",
          "key_id",
          "narrowed",
          "iat",
          "nbf",
          "exp",
          "auth_time",
          "acr",
          "amr");

  /** Parses claims, or returns empty if a claim is missing or has the wrong type. */
  static Optional<TokenClaims> read(JWTClaimsSet claims) {
    try {
      requireBearer(claims);
      Long issuedAt = seconds(claims.getIssueTime());
      Long notBefore = seconds(claims.getNotBeforeTime());
      return Optional.of(
          new TokenClaims(
              present(claims.getIssuer()),
              claims.getAudience().stream().filter(Objects::nonNull).toList(),
              present(claims.getSubject()),
              present(claims.getStringClaim("client_id")),
              present(claims.getJWTID()),
              present(claims.getStringClaim("sid")),
              present(claims.getLongClaim("gen")),
              scopes(present(claims.getStringClaim("scope"))),
              roles(claims),
              organization(claims),
              rights(claims),
              actor(claims),
              keyId(claims),
              attributes(claims),
              Optional.ofNullable(claims.getStringClaim("acr")),
              amr(claims),
              present(issuedAt),
              notBefore == null ? present(issuedAt) : notBefore,
              present(seconds(claims.getExpirationTime())),
              present(claims.getLongClaim("auth_time"))));
    } catch (ParseException e) {
      return Optional.empty();
    }
  }

  private static <T> T present(@Nullable T claim) throws ParseException {
    if (claim == null) {
      throw new ParseException("a claim is missing", 0);
    }
    return claim;
  }

  /** Splits scopes (RFC 6749, section 3.3). */
  private static Set<String> scopes(String scope) throws ParseException {
    List<String> names = List.of(scope.split(" ", -1));
    if (names.contains("")) {
      throw new ParseException("the scope is not a list of names", 0);
    }
    return Set.copyOf(names);
  }

  private static Set<String> roles(JWTClaimsSet claims) throws ParseException {
    return has(claims, "roles") ? Json.texts(claims.getClaim("roles")) : Set.of();
  }

  /** Parses {@code org} and {@code org_role}. A token with only one of them is malformed. */
  private static Optional<Organization> organization(JWTClaimsSet claims) throws ParseException {
    return has(claims, "org") || has(claims, "org_role")
        ? Optional.of(
            new Organization(
                present(claims.getStringClaim("org")), present(claims.getStringClaim("org_role"))))
        : Optional.empty();
  }

  /**
   * Refuses a token that is bound to a key of its client (RFC 7800, section 3). If the token were
   * accepted as a Bearer token, a thief without the key could use it.
   */
  private static void requireBearer(JWTClaimsSet claims) throws ParseException {
    if (has(claims, "cnf")) {
      throw new ParseException("the token is bound to a key", 0);
    }
  }

  /**
   * Parses {@code rgt} strictly. If this program read the number as a higher one, it would miss a
   * change of rights.
   */
  private static long rights(JWTClaimsSet claims) throws ParseException {
    return has(claims, "rgt") ? Json.natural(claims.getClaim("rgt")) : 0;
  }

  /**
   * Parses {@code act} strictly. If the actor were ignored, the token would count as the subject's
   * own token.
   */
  private static Optional<String> actor(JWTClaimsSet claims) throws ParseException {
    if (!has(claims, "act")) {
      return Optional.empty();
    }
    if (!(claims.getClaim("act") instanceof Map<?, ?> actor)) {
      throw new ParseException("the actor is not an object", 0);
    }
    return Optional.of(Json.text(actor.get("sub")));
  }

  /**
   * Parses {@code key_id} strictly. If the key were ignored, the token would count as the token of
   * a log-in.
   */
  private static Optional<String> keyId(JWTClaimsSet claims) throws ParseException {
    return has(claims, "key_id")
        ? Optional.of(present(claims.getStringClaim("key_id")))
        : Optional.empty();
  }

  /**
   * Returns the attributes whose value has a type that the server uses: text, whole number, truth
   * value or list of texts.
   */
  private static Map<String, Object> attributes(JWTClaimsSet claims) {
    Map<String, Object> attributes = new HashMap<>();
    claims
        .getClaims()
        .forEach(
            (name, value) -> {
              if (OWN.contains(name)) {
                return;
              }
              if (value instanceof List<?> list
                  && list.stream().allMatch(String.class::isInstance)) {
                attributes.put(name, List.copyOf(list));
              } else if (value instanceof String
                  || value instanceof Long
                  || value instanceof Boolean) {
                attributes.put(name, value);
              }
            });
    return Map.copyOf(attributes);
  }

  private static List<String> amr(JWTClaimsSet claims) throws ParseException {
    List<String> methods = claims.getStringListClaim("amr");
    return methods == null ? List.of() : methods.stream().filter(Objects::nonNull).toList();
  }

  /** Returns whether the claim is present, even with the value null. */
  private static boolean has(JWTClaimsSet claims, String name) {
    return claims.getClaims().containsKey(name);
  }

  @SuppressWarnings("JavaUtilDate") // Nimbus uses Date
  private static @Nullable Long seconds(@Nullable Date date) {
    return date == null ? null : Math.floorDiv(date.getTime(), 1000L);
  }

  /**
   * Returns whether the times are valid at {@code now}. At its {@code exp}, a token has expired
   * (RFC 7519, section 4.1.4).
   *
   * @param now the current time, in seconds since the epoch
   * @param leeway the seconds after {@code exp} for which the token is still accepted
   */
  boolean validAt(long now, long leeway) {
    return now - leeway < expiresAt
        && issuedAt <= now + CLOCKS_DIFFER_SECONDS
        && notBefore <= now + CLOCKS_DIFFER_SECONDS;
  }

  /** Returns a text without the ids of token and session. */
  @Override
  public String toString() {
    return "TokenClaims[subject=" + subject + ", expiresAt=" + expiresAt + "]";
  }
}
