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
   * A token, new.
   *
   * @param token its compact serialization (RFC 7515 section 7.1)
   * @param duration how long it is valid from now, whole seconds
   */
  public record IssuedToken(String token, Duration duration) {
    /** Without the token. */
    @Override
    public String toString() {
      return "IssuedToken[duration=" + duration + "]";
    }
  }

  /** Of the last time that a store can keep. */
  private static final long LAST_SECOND = Long.MAX_VALUE / 1_000_000;

  /** As long as a thumbprint (RFC 7638) is that names a public key. */
  private static final String THUMBPRINT = "-".repeat(43);

  private final TokenProfile profile;
  private final SigningKeys keys;
  private final RandomIds ids;
  private final InstantSource clock;
  private final Runnable permission;

  /** Issues tokens of {@code profile}, at any time. */
  public TokenIssuer(TokenProfile profile, SigningKeys keys, RandomIds ids, InstantSource clock) {
    this(profile, keys, ids, clock, () -> {});
  }

  /**
   * Issues tokens of {@code profile}.
   *
   * @param permission throws while no token may be issued
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
   * To be called before something is used up, or begun, for a token. Throws where none may be issued
   * now.
   */
  public void requirePermission() {
    permission.run();
  }

  /** Issues a token in a session, which it never outlives. */
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
    return new IssuedToken(sign(written(claims, profile)), Duration.between(now, exp));
  }

  private static JWTClaimsSet written(TokenClaims claims, TokenProfile profile) {
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
   * How long a token can become, in characters, whoever it is for and whenever: the greatest numbers,
   * and the longest ids.
   */
  public static int largest(TokenProfile profile, SigningAlgorithm algorithm) {
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
            written(greatest, profile));
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
      NativeSignatures.used();
      token.sign(key.signer());
    } catch (JOSEException e) {
      throw new IllegalStateException("signing a token failed", e);
    }
    return token.serialize();
  }
}
