package dev.restauth.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.restauth.blocking.Blocking;
import dev.restauth.crypto.RandomIds;
import dev.restauth.session.LiveSession;
import dev.restauth.token.TokenProfile.Claims;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.Date;
import java.util.stream.Stream;

/** Issues access tokens (RFC 9068). Thread-safe. */
public final class TokenIssuer {

  /**
   * A new token.
   *
   * @param token its compact serialization (RFC 7515 section 7.1)
   * @param duration the time for which it is still valid, whole seconds
   */
  public record IssuedToken(String token, Duration duration) {
    /** Omits the token. */
    @Override
    public String toString() {
      return "IssuedToken[duration=" + duration + "]";
    }
  }

  /** The last second that a store can represent. */
  private static final long LAST_SECOND = Long.MAX_VALUE / 1_000_000;

  /** A placeholder as long as the thumbprint (RFC 7638) of a public key. */
  private static final String THUMBPRINT = "-".repeat(43);

  private final TokenProfile profile;
  private final SigningKeys keys;
  private final RandomIds ids;
  private final InstantSource clock;
  private final Runnable permission;

  /** Issues tokens of {@code profile}, always permitted. */
  public TokenIssuer(TokenProfile profile, SigningKeys keys, RandomIds ids, InstantSource clock) {
    this(profile, keys, ids, clock, () -> {});
  }

  /**
   * Issues tokens of {@code profile}.
   *
   * @param permission a check that throws while no token may be issued
   */
  public TokenIssuer(
      TokenProfile profile,
      SigningKeys keys,
      RandomIds ids,
      InstantSource clock,
      Runnable permission) {
    this.profile = profile;
    this.keys = keys;
    this.ids = ids;
    this.clock = clock;
    this.permission = permission;
  }

  /**
   * Throws if no token may be issued now. Call it before a credential is used up for a token, and before a session
   * begins.
   */
  public void requirePermission() {
    permission.run();
  }

  /** Issues a token in a session; it expires with the session at the latest. */
  public IssuedToken issue(LiveSession session) {
    requirePermission();
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    Instant exp = expiry(session, now);
    TokenClaims claims =
        new TokenClaims(
            session.accountId(),
            session.generation(),
            session.id(),
            session.authenticatedAt().getEpochSecond(),
            ids.next(),
            TokenProfile.SCOPE,
            now.getEpochSecond(),
            exp.getEpochSecond());
    return new IssuedToken(sign(claimsSet(claims, profile)), Duration.between(now, exp));
  }

  private static JWTClaimsSet claimsSet(TokenClaims claims, TokenProfile profile) {
    return new JWTClaimsSet.Builder()
        .issuer(profile.issuer())
        .subject(Long.toString(claims.accountId()))
        .audience(profile.audience())
        .expirationTime(Date.from(Instant.ofEpochSecond(claims.expiresAt())))
        .issueTime(Date.from(Instant.ofEpochSecond(claims.issuedAt())))
        .jwtID(claims.tokenId())
        .claim(Claims.CLIENT_ID, TokenProfile.CLIENT_ID)
        .claim(Claims.SCOPE, claims.scope())
        .claim(Claims.ACCOUNT_ID, claims.accountId())
        .claim(Claims.SESSION_ID, claims.sessionId())
        .claim(Claims.AUTHENTICATED_AT, claims.authenticatedAt())
        .claim(Claims.GENERATION, claims.generation())
        .build();
  }

  /**
   * Returns the greatest possible length of a token, in characters, for any account at any time: with the
   * greatest numbers and the longest ids.
   */
  public static int largestLength(TokenProfile profile, SigningAlgorithm algorithm) {
    String id = new RandomIds().next();
    TokenClaims greatest =
        new TokenClaims(
            Long.MAX_VALUE,
            Long.MAX_VALUE,
            id,
            LAST_SECOND,
            id,
            TokenProfile.SCOPE,
            LAST_SECOND,
            LAST_SECOND);
    SignedJWT token =
        new SignedJWT(
            SigningKey.header(algorithm.hasPublicKeys() ? THUMBPRINT : id, algorithm),
            claimsSet(greatest, profile));
    int signature = Base64URL.encode(new byte[algorithm.signatureBytes()]).toString().length();
    return token.getSigningInput().length + 1 + signature;
  }

  private Instant expiry(LiveSession session, Instant now) {
    return Stream.of(
            now.plus(profile.duration()),
            session.endsAt().truncatedTo(ChronoUnit.SECONDS),
            session
                .authenticatedAt()
                .truncatedTo(ChronoUnit.SECONDS)
                .plus(profile.sessionDuration()))
        .min(Comparator.naturalOrder())
        .orElseThrow();
  }

  private String sign(JWTClaimsSet claims) {
    Blocking.begin();
    SigningKey key = keys.current();
    SignedJWT token = new SignedJWT(key.header(), claims);
    try {
      NativeSignatures.count();
      token.sign(key.signer());
    } catch (JOSEException e) {
      throw new IllegalStateException("signing a token failed", e);
    }
    return token.serialize();
  }
}
