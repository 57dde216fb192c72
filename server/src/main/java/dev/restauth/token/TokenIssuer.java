package dev.restauth.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
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

  private final TokenProfile profile;
  private final SigningKeys keys;
  private final RandomIds ids;
  private final InstantSource clock;

  /** Issues tokens of {@code profile}. */
  public TokenIssuer(TokenProfile profile, SigningKeys keys, RandomIds ids, InstantSource clock) {
    this.profile = profile;
    this.keys = keys;
    this.ids = ids;
    this.clock = clock;
  }

  /** Issues a token in a session, which it never outlives. */
  public IssuedToken issue(LiveSession session) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    Instant exp = expiry(session, now);
    JWTClaimsSet claims =
        new JWTClaimsSet.Builder()
            .issuer(profile.issuer())
            .subject(Long.toString(session.accountId()))
            .audience(profile.audience())
            .expirationTime(Date.from(exp))
            .issueTime(Date.from(now))
            .jwtID(ids.next())
            .claim(Claims.CLIENT_ID, TokenProfile.CLIENT_ID)
            .claim(Claims.SCOPE, TokenProfile.SCOPE)
            .claim(Claims.ACCOUNT_ID, session.accountId())
            .claim(Claims.SESSION_ID, session.id())
            .claim(Claims.AUTHENTICATED_AT, session.authenticatedAt().getEpochSecond())
            .claim(Claims.GENERATION, session.generation())
            .build();
    return new IssuedToken(sign(claims), Duration.between(now, exp));
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
    SigningKey key = keys.current();
    SignedJWT token = new SignedJWT(key.header(), claims);
    try {
      token.sign(key.signer());
    } catch (JOSEException e) {
      throw new IllegalStateException("signing a token failed", e);
    }
    return token.serialize();
  }
}
