package dev.restauth.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import java.security.GeneralSecurityException;
import java.text.ParseException;
import java.util.List;
import java.util.Set;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/**
 * Verifies signatures of clients (RFC 7515) with their public keys. Supports ES256, PS256, RS256
 * and Ed25519.
 */
public final class ClientSignatures {
  private static final Set<JWSAlgorithm> ELLIPTIC = Set.of(JWSAlgorithm.ES256);
  private static final Set<JWSAlgorithm> RSA = Set.of(JWSAlgorithm.PS256, JWSAlgorithm.RS256);
  private static final Set<JWSAlgorithm> EDWARDS = Set.of(JWSAlgorithm.EdDSA, JWSAlgorithm.Ed25519);

  private ClientSignatures() {}

  /**
   * Returns whether the header names a supported algorithm, and no extension that a recipient must
   * understand.
   */
  public static boolean isSupported(JWSObject jws) {
    JWSAlgorithm algorithm = jws.getHeader().getAlgorithm();
    return (ELLIPTIC.contains(algorithm) || RSA.contains(algorithm) || EDWARDS.contains(algorithm))
        && jws.getHeader().getCriticalParams() == null
        && jws.getHeader().isBase64URLEncodePayload();
  }

  /**
   * Returns the keys that may have signed the text. A key must fit the algorithm in the header, and
   * the key id if the header contains one.
   */
  public static List<JWK> candidates(JWSObject jws, List<JWK> keys) {
    String kid = jws.getHeader().getKeyID();
    return keys.stream()
        .filter(key -> kid == null || kid.equals(key.getKeyID()))
        .filter(ClientSignatures::canVerify)
        .filter(
            key ->
                key.getAlgorithm() == null
                    || key.getAlgorithm().equals(jws.getHeader().getAlgorithm()))
        .filter(key -> algorithms(key).contains(jws.getHeader().getAlgorithm()))
        .toList();
  }

  /**
   * Returns whether a key may verify signatures. A key that names an algorithm must have the type
   * that this algorithm needs.
   */
  public static boolean canVerify(JWK key) {
    return (key.getKeyUse() == null || key.getKeyUse().equals(KeyUse.SIGNATURE))
        && (key.getAlgorithm() == null
            || algorithms(key).stream().anyMatch(each -> each.equals(key.getAlgorithm())));
  }

  /**
   * Returns whether only the owner of the private key can create signatures that this key verifies.
   * If the public key is a point of small order, anyone can forge such signatures.
   *
   * @param publicKey a public key of Ed25519 (RFC 8032 section 5.1.5), or any bytes
   */
  public static boolean isSoundEd25519(byte[] publicKey) {
    return publicKey.length == Ed25519.PUBLIC_KEY_SIZE
        && Ed25519.validatePublicKeyFull(publicKey, 0);
  }

  private static Set<JWSAlgorithm> algorithms(JWK key) {
    return switch (key) {
      case RSAKey _ -> RSA;
      case ECKey _ -> ELLIPTIC;
      case OctetKeyPair _ -> EDWARDS;
      default -> Set.of();
    };
  }

  /** Returns whether the signature was made with the private key that belongs to {@code key}. */
  public static boolean isSignedBy(JWSObject jws, JWK key) {
    try {
      return jws.verify(verifier(jws.getHeader().getAlgorithm(), key));
    } catch (JOSEException | GeneralSecurityException | ParseException e) {
      return false; // the key or the signature is malformed
    }
  }

  private static JWSVerifier verifier(JWSAlgorithm algorithm, JWK key)
      throws JOSEException, GeneralSecurityException, ParseException {
    return switch (key) {
      case RSAKey rsa -> new RSASSAVerifier(rsa.toRSAPublicKey());
      case ECKey ec -> new ECDSAVerifier(ec.toECPublicKey());
      default -> Ed25519Verifier.of(algorithm, key.toPublicJWK().toJSONString());
    };
  }
}
