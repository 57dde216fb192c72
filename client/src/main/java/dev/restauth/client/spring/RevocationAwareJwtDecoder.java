package dev.restauth.client.spring;

import dev.restauth.client.TokenVerifier;
import dev.restauth.client.Verdict;
import dev.restauth.client.VerifiedToken;
import java.util.List;
import java.util.Map;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtException;

/**
 * Decodes tokens in a resource server of Spring Security, and refuses revoked tokens. Use it as a
 * bean in place of the default decoder:
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

  /** Creates a decoder that uses {@code verifier}, which the caller closes. */
  public RevocationAwareJwtDecoder(TokenVerifier verifier) {
    this.verifier = verifier;
  }

  /**
   * Returns the claims of a valid token. A scope such as {@code api} becomes the authority {@code
   * SCOPE_api}, as with any decoder. The claim {@code roles} contains the roles that the token
   * names, if there are any. A {@code JwtGrantedAuthoritiesConverter} can turn them into
   * authorities such as {@code ROLE_editor}. The claim {@code key_id} is the id of the personal key
   * for which the token was issued, if there is one. The claim {@code act} is an object with {@code
   * sub}, the administrator who acts as the subject, if there is one. If the token acts in an
   * organization, the claims {@code org} and {@code org_role} are the organization's id and the
   * account's role. The account's attributes are claims too.
   *
   * @throws BadJwtException if the token is not valid; Spring answers with 401
   * @throws JwtException if the verifier cannot determine now whether the token was revoked; Spring
   * treats that as an internal failure
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
    throw new JwtException("whether the token was revoked is unknown now");
  }

  private static Jwt jwt(String text, VerifiedToken token) {
    Jwt.Builder jwt =
        Jwt.withTokenValue(text)
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
            .claim("rgt", token.rights())
            .claim("auth_time", token.authenticatedAt());
    if (!token.roles().isEmpty()) {
      jwt.claim("roles", List.copyOf(token.roles()));
    }
    token.actor().ifPresent(actor -> jwt.claim("act", Map.of("sub", actor)));
    token.keyId().ifPresent(key -> jwt.claim("key_id", key));
    token.organization().ifPresent(id -> jwt.claim("org", id));
    token.organizationRole().ifPresent(role -> jwt.claim("org_role", role));
    token.attributes().forEach(jwt::claim);
    return jwt.build();
  }
}
