package dev.restauth.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.restauth.crypto.RandomIds;
import dev.restauth.http.Principal;
import dev.restauth.token.TokenProfile.Claims;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Date;

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

  /**
   * Issues a token: in the caller's session where she presented a token, in a new one where she
   * presented a password. It never outlives its session.
   */
  public IssuedToken issue(Principal principal) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    Principal.Session session =
        principal
            .session()
            .map(presented -> presented.adopted() ? continued(presented, now) : presented)
            .orElseGet(() -> new Principal.Session(ids.next(), now, false));
    Instant expiry = now.plus(profile.duration());
    Instant sessionEnd = session.authenticatedAt().plus(profile.sessionDuration());
    Instant exp = expiry.isBefore(sessionEnd) ? expiry : sessionEnd;
    JWTClaimsSet claims =
        new JWTClaimsSet.Builder()
            .issuer(profile.issuer())
            .subject(Long.toString(principal.accountId()))
            .audience(profile.audience())
            .expirationTime(Date.from(exp))
            .issueTime(Date.from(now))
            .jwtID(ids.next())
            .claim(Claims.CLIENT_ID, TokenProfile.CLIENT_ID)
            .claim(Claims.SCOPE, TokenProfile.SCOPE)
            .claim(Claims.ACCOUNT_ID, principal.accountId())
            .claim(Claims.SESSION_ID, session.id())
            .claim(Claims.AUTHENTICATED_AT, session.authenticatedAt().getEpochSecond())
            .claim(Claims.GENERATION, principal.generation())
            .build();
    return new IssuedToken(sign(claims), Duration.between(now, exp));
  }

  /**
   * The session of an adopted token. That token may be older than a session lasts and still be valid:
   * then it gets one token of ours at a time, which cannot be renewed but only traded for again.
   */
  private Principal.Session continued(Principal.Session presented, Instant now) {
    Instant earliest = now.minus(profile.sessionDuration()).plus(profile.duration());
    Instant began = presented.authenticatedAt();
    return new Principal.Session(
        presented.id(), began.isBefore(earliest) ? earliest : began, false);
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
