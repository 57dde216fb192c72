package dev.restauth.client;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.util.Optional;
import java.util.Set;

/**
 * An access token of the right form (RFC 9068, RFC 8725). Its signature has not been checked yet.
 */
final class PresentedToken {
  /** The maximum length in characters. Most HTTP servers accept no longer header. */
  static final int LENGTH_AT_MOST = 8 * 1024;

  private static final JOSEObjectType TYPE = new JOSEObjectType("at+jwt");

  /**
   * The allowed parameters of the header. Parameters that contain a key or requirements, such as
   * {@code jwk}, {@code jku} or {@code crit}, are not allowed.
   */
  private static final Set<String> HEADER_PARAMETERS = Set.of("alg", "typ", "kid");

  private final SignedJWT jwt;
  private final String kid;
  private final TokenClaims claims;

  private PresentedToken(SignedJWT jwt, String kid, TokenClaims claims) {
    this.jwt = jwt;
    this.kid = kid;
    this.claims = claims;
  }

  /**
   * Parses a token, or returns empty if the text is not a token. Never throws an exception,
   * whatever the text.
   */
  static Optional<PresentedToken> read(String text) {
    if (text.length() > LENGTH_AT_MOST) {
      return Optional.empty();
    }
    try {
      SignedJWT jwt = SignedJWT.parse(text);
      JWSHeader header = jwt.getHeader();
      String kid = header.getKeyID();
      if (kid == null
          || !TYPE.equals(header.getType())
          || !HEADER_PARAMETERS.containsAll(parameters(header))
          || !isCanonical(jwt, text)) {
        return Optional.empty();
      }
      return TokenClaims.read(jwt.getJWTClaimsSet())
          .map(claims -> new PresentedToken(jwt, kid, claims));
    } catch (ParseException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /**
   * Returns the names of the header's parameters, as written. Nimbus would omit an empty {@code
   * crit} and members with the value null.
   */
  private static Set<String> parameters(JWSHeader header) throws ParseException {
    return JSONObjectUtils.parse(header.toBase64URL().decodeToString()).keySet();
  }

  /**
   * Returns whether the text is the canonical encoding of the token. Nimbus accepts stray
   * characters, other trailing bits (RFC 4648, section 3.5) and white space around a token. One
   * token could therefore have any number of texts, and each text would get its own cache entry.
   */
  private static boolean isCanonical(SignedJWT jwt, String text) {
    Base64URL signature = jwt.getSignature();
    return jwt.serialize().equals(text) && Base64URL.encode(signature.decode()).equals(signature);
  }

  String kid() {
    return kid;
  }

  TokenClaims claims() {
    return claims;
  }

  /** Returns whether the key signed the token, with the key's algorithm. */
  boolean isSignedBy(VerificationKey key) {
    try {
      return key.isFor(jwt.getHeader().getAlgorithm()) && jwt.verify(key.verifier());
    } catch (JOSEException e) {
      return false;
    }
  }
}
