package dev.restauth.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.impl.BaseJWSProvider;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.util.Base64URL;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.X509EncodedKeySpec;
import java.text.ParseException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Set;

/**
 * Verifies Ed25519 signatures (RFC 8032) through the JDK, because Nimbus would need a further
 * library. Thread-safe.
 */
final class Ed25519Verifier extends BaseJWSProvider implements JWSVerifier {
  private static final int SIGNATURE_BYTES = 64;

  /**
   * The bytes that precede the 32 bytes of the key in a SubjectPublicKeyInfo (RFC 8410 section 4).
   */
  private static final byte[] PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

  private static final int KEY_BYTES = 32;

  private final PublicKey key;

  private Ed25519Verifier(JWSAlgorithm algorithm, PublicKey key) {
    super(Set.of(algorithm));
    this.key = key;
  }

  static Ed25519Verifier of(JWSAlgorithm algorithm, String publicJwk)
      throws GeneralSecurityException, ParseException {
    byte[] x = OctetKeyPair.parse(publicJwk).getDecodedX();
    byte[] encoded = Arrays.copyOf(PREFIX, PREFIX.length + x.length);
    System.arraycopy(x, 0, encoded, PREFIX.length, x.length);
    return new Ed25519Verifier(
        algorithm,
        KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded)));
  }

  /** Converts a public key to a JWK (RFC 8037 section 2). */
  static JWK jwk(PublicKey key) {
    byte[] encoded = key.getEncoded();
    byte[] x = Arrays.copyOfRange(encoded, encoded.length - KEY_BYTES, encoded.length);
    return new OctetKeyPair.Builder(Curve.Ed25519, Base64URL.encode(x)).build();
  }

  @Override
  public boolean verify(JWSHeader header, byte[] signedPart, Base64URL signature)
      throws JOSEException {
    byte[] bytes = signature.decode();
    if (!supportedJWSAlgorithms().contains(header.getAlgorithm())
        || bytes.length != SIGNATURE_BYTES) {
      return false;
    }
    try {
      Signature verifying = Signature.getInstance("Ed25519");
      verifying.initVerify(key);
      verifying.update(signedPart);
      return verifying.verify(bytes);
    } catch (SignatureException malformed) {
      return false;
    } catch (GeneralSecurityException e) {
      throw new JOSEException("verifying with Ed25519 failed", e);
    }
  }
}
