package dev.restauth.client;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.impl.BaseJWSProvider;
import com.nimbusds.jose.util.Base64URL;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Set;

/**
 * Verifies Ed25519 signatures (RFC 8032) with the JDK, because Nimbus would require another
 * library. Thread-safe.
 */
final class Ed25519Verifier extends BaseJWSProvider implements JWSVerifier {
  /** The names of the algorithm in RFC 9864 and in RFC 8037. */
  static final Set<JWSAlgorithm> NAMES = Set.of(JWSAlgorithm.Ed25519, JWSAlgorithm.EdDSA);

  private static final int KEY_BYTES = 32;
  private static final int SIGNATURE_BYTES = 64;

  /** The bytes that precede a key's bytes in its SubjectPublicKeyInfo (RFC 8410, section 4). */
  private static final byte[] PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

  private final PublicKey key;

  private Ed25519Verifier(PublicKey key) {
    super(NAMES);
    this.key = key;
  }

  /**
   * Creates a verifier for the key with the given bytes (RFC 8037, section 2).
   *
   * @throws GeneralSecurityException if the bytes are not a key
   */
  static Ed25519Verifier of(byte[] x) throws GeneralSecurityException {
    if (x.length != KEY_BYTES) {
      throw new GeneralSecurityException("the key does not have the expected length");
    }
    byte[] encoded = Arrays.copyOf(PREFIX, PREFIX.length + x.length);
    System.arraycopy(x, 0, encoded, PREFIX.length, x.length);
    return new Ed25519Verifier(
        KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded)));
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
