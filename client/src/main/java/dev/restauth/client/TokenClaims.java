package dev.restauth.client;

import com.nimbusds.jwt.JWTClaimsSet;
import java.text.ParseException;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a token says (RFC 9068 section 2.2); nothing is proven yet. Times are seconds since the epoch.
 *
 * @param notBefore {@code nbf}; the issue time where the token says none
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
    long issuedAt,
    long notBefore,
    long expiresAt,
    long authenticatedAt) {

  /**
   * How much later than here the server's clock may be. A token that was issued a moment ago must not be
   * refused for that; that it counts a little early does no harm.
   */
  private static final long CLOCKS_DIFFER_SECONDS = 60;

  /** Reads them, or nothing where one is missing or of another type. */
  static Optional<TokenClaims> read(JWTClaimsSet claims) {
    try {
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

  /** RFC 6749 section 3.3. */
  private static Set<String> scopes(String scope) throws ParseException {
    List<String> names = List.of(scope.split(" ", -1));
    if (names.contains("")) {
      throw new ParseException("the scope is no list of names", 0);
    }
    return Set.copyOf(names);
  }

  @SuppressWarnings("JavaUtilDate") // Nimbus speaks it
  private static @Nullable Long seconds(@Nullable Date date) {
    return date == null ? null : Math.floorDiv(date.getTime(), 1000L);
  }

  /**
   * Whether they count now: a token has ended at its {@code exp} (RFC 7519 section 4.1.4).
   *
   * @param now seconds since the epoch
   * @param leeway for how many seconds after {@code exp} it still counts
   */
  boolean validAt(long now, long leeway) {
    return now - leeway < expiresAt
        && issuedAt <= now + CLOCKS_DIFFER_SECONDS
        && notBefore <= now + CLOCKS_DIFFER_SECONDS;
  }

  /** Without the ids, which nobody needs to see. */
  @Override
  public String toString() {
    return "TokenClaims[subject=" + subject + ", expiresAt=" + expiresAt + "]";
  }
}
