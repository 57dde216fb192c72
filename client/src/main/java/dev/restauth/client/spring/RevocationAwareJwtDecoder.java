package dev.restauth.client.spring;

import dev.restauth.client.TokenVerifier;
import dev.restauth.client.Verdict;
import dev.restauth.client.VerifiedToken;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtException;

/**
 * The bean that a resource server of Spring Security decodes tokens with, in place of one that knows
 * nothing of revocations:
 *
 * <pre>{@code
 * @Bean(destroyMethod = "close")
 * TokenVerifier tokenVerifier() { return TokenVerifier.connect(url, serviceKey); }
 *
 * @Bean
 * JwtDecoder jwtDecoder(TokenVerifier verifier) { return new RevocationAwareJwtDecoder(verifier); }
 * }</pre>
 *
 * <p>Thread-safe.
 */
public final class RevocationAwareJwtDecoder implements JwtDecoder {
  private final TokenVerifier verifier;

  /** Asks {@code verifier}, which the caller closes. */
  public RevocationAwareJwtDecoder(TokenVerifier verifier) {
    this.verifier = verifier;
  }

  /**
   * The claims of a token that counts. A scope such as {@code api} becomes the authority {@code
   * SCOPE_api}, as with any decoder.
   *
   * @throws BadJwtException where it does not count, which Spring answers with 401
   * @throws JwtException where nothing can be said now, which Spring takes for a failure of ours
   */
  @Override
  public Jwt decode(String token) {
    Verdict verdict = verifier.judge(token);
    if (verdict instanceof Verdict.Good good) {
      return jwt(token, good.token());
    }
    if (verdict instanceof Verdict.Bad) {
      throw new BadJwtException("the token is not valid");
    }
    throw new JwtException("whether the token was revoked cannot be told now");
  }

  private static Jwt jwt(String text, VerifiedToken token) {
    return Jwt.withTokenValue(text)
        .header("typ", "at+jwt")
        .issuer(token.issuer())
        .subject(token.subject())
        .audience(token.audience())
        .issuedAt(token.issuedAt())
        .expiresAt(token.expiresAt())
        .jti(token.tokenId())
        .claim("client_id", token.clientId())
        .claim("scope", String.join(" ", token.scopes()))
        .claim("sid", token.sessionId())
        .claim("gen", token.generation())
        .claim("auth_time", token.authenticatedAt())
        .build();
  }
}
