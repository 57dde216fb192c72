package dev.restauth.client;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import java.security.GeneralSecurityException;
import java.text.ParseException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A public key that verifies tokens. The type of the key determines the algorithm. The algorithm in
 * a token is only compared with the key's algorithm (RFC 8725, section 3.1). Immutable.
 */
final class VerificationKey {
  private static final int RSA_BITS_AT_LEAST = 2048;

  private final JWK jwk;
  private final Set<JWSAlgorithm> names;
  private final JWSVerifier verifier;

  private VerificationKey(JWK jwk, Set<JWSAlgorithm> names, JWSVerifier verifier) {
    this.jwk = jwk;
    this.names = names;
    this.verifier = verifier;
  }

  /** Parses a key of a key set, or returns empty if the key is unusable. */
  static Optional<VerificationKey> read(Map<String, Object> json) {
    try {
      JWK jwk = JWK.parse(json);
      if (jwk.getKeyID() == null
          || jwk.isPrivate() // a secret for HMAC, or a private key that leaked
          || (jwk.getKeyUse() != null && !KeyUse.SIGNATURE.equals(jwk.getKeyUse()))) {
        return Optional.empty();
      }
      return of(jwk).filter(key -> jwk.getAlgorithm() == null || key.isNamed(jwk));
    } catch (ParseException
        | JOSEException
        | GeneralSecurityException
        | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Optional<VerificationKey> of(JWK jwk)
      throws JOSEException, GeneralSecurityException {
    if (jwk instanceof ECKey ec && Curve.P_256.equals(ec.getCurve())) {
      return Optional.of(
          new VerificationKey(jwk, Set.of(JWSAlgorithm.ES256), new ECDSAVerifier(ec)));
    }
    if (jwk instanceof OctetKeyPair pair && Curve.Ed25519.equals(pair.getCurve())) {
      return Optional.of(
          new VerificationKey(jwk, Ed25519Verifier.NAMES, Ed25519Verifier.of(pair.getDecodedX())));
    }
    if (jwk instanceof RSAKey rsa && rsa.size() >= RSA_BITS_AT_LEAST) {
      return Optional.of(
          new VerificationKey(jwk, Set.of(JWSAlgorithm.RS256), new RSASSAVerifier(rsa)));
    }
    return Optional.empty();
  }

  private boolean isNamed(JWK described) {
    return names.stream().anyMatch(name -> name.equals(described.getAlgorithm()));
  }

  String kid() {
    return jwk.getKeyID();
  }

  /** Returns whether a token that this key has signed may name the given algorithm. */
  boolean isFor(JWSAlgorithm named) {
    return names.contains(named);
  }

  JWSVerifier verifier() {
    return verifier;
  }

  /** Returns whether another object is the same key, parsed again. */
  boolean isSameAs(VerificationKey other) {
    return this == other || jwk.equals(other.jwk);
  }
}
