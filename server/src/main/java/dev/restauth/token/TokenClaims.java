package dev.restauth.token;

import com.nimbusds.jwt.JWTClaimsSet;
import dev.restauth.token.TokenProfile.Claims;
import java.text.ParseException;
import java.util.Date;
import java.util.Optional;

/**
 * The claims that a check needs, of a token of this server's issuer, audience and kind. Times are
 * seconds since the epoch.
 */
record TokenClaims(
    long accountId,
    long generation,
    String sessionId,
    long authenticatedAt,
    long issuedAt,
    long expiresAt) {

  private static final long CLOCK_STEP_SECONDS = 60;

  /** Reads them, or nothing where a claim is missing, of another type or of another server. */
  static Optional<TokenClaims> read(JWTClaimsSet claims, TokenProfile profile) {
    try {
      if (!profile.issuer().equals(claims.getIssuer())
          || claims.getAudience().size() != 1
          || !profile.audience().equals(claims.getAudience().getFirst())
          || !TokenProfile.CLIENT_ID.equals(claims.getStringClaim(Claims.CLIENT_ID))
          || claims.getExpirationTime() == null
          || claims.getIssueTime() == null
          || claims.getNotBeforeTime() != null) {
        return Optional.empty();
      }
      Long id = claims.getLongClaim(Claims.ACCOUNT_ID);
      Long generation = claims.getLongClaim(Claims.GENERATION);
      Long authenticatedAt = claims.getLongClaim(Claims.AUTHENTICATED_AT);
      String sessionId = claims.getStringClaim(Claims.SESSION_ID);
      if (id == null
          || generation == null
          || authenticatedAt == null
          || sessionId == null
          || !Long.toString(id).equals(claims.getSubject())) {
        return Optional.empty();
      }
      return Optional.of(
          new TokenClaims(
              id,
              generation,
              sessionId,
              authenticatedAt,
              seconds(claims.getIssueTime()),
              seconds(claims.getExpirationTime())));
    } catch (ParseException e) {
      return Optional.empty();
    }
  }

  @SuppressWarnings("JavaUtilDate") // Nimbus speaks it
  private static long seconds(Date date) {
    return Math.floorDiv(date.getTime(), 1000L);
  }

  /**
   * Whether they are valid at {@code now}: RFC 7519 section 4.1.4 has a token end on its {@code exp},
   * not after it. One of the future, by more than a clock may be set back, is somebody's mistake or
   * forgery.
   */
  boolean validAt(long now, TokenProfile profile) {
    return now < expiresAt
        && now < authenticatedAt + profile.sessionDuration().toSeconds()
        && authenticatedAt <= now + CLOCK_STEP_SECONDS
        && issuedAt <= now + CLOCK_STEP_SECONDS;
  }
}
