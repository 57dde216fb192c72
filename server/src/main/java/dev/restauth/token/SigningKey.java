package dev.restauth.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import dev.restauth.crypto.Sealing;
import dev.restauth.store.SigningKeyStore.SigningKeyRow;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.text.ParseException;
import java.time.Instant;

/**
 * A key and the one algorithm it is used with: a token's header never chooses (RFC 8725 section 3.1).
 * Thread-safe.
 */
final class SigningKey {
  private static final JWSAlgorithm ALGORITHM = JWSAlgorithm.ES256;

  private final String kid;
  private final JWSHeader header;
  private final JWSSigner signer;
  private final JWSVerifier verifier;

  private SigningKey(String kid, JWSSigner signer, JWSVerifier verifier) {
    this.kid = kid;
    this.header = new JWSHeader.Builder(ALGORITHM).type(TokenProfile.TYPE).keyID(kid).build();
    this.signer = signer;
    this.verifier = verifier;
  }

  String kid() {
    return kid;
  }

  JWSAlgorithm algorithm() {
    return ALGORITHM;
  }

  JWSHeader header() {
    return header;
  }

  JWSSigner signer() {
    return signer;
  }

  JWSVerifier verifier() {
    return verifier;
  }

  /** A new key's row; its id is its thumbprint (RFC 7638). */
  static SigningKeyRow generate(Sealing sealing, Instant at) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      KeyPair pair = generator.generateKeyPair();
      ECKey jwk =
          new ECKey.Builder(Curve.P_256, (ECPublicKey) pair.getPublic())
              .algorithm(ALGORITHM)
              .keyIDFromThumbprint()
              .build();
      byte[] sealed = sealing.seal(pair.getPrivate().getEncoded(), identity(jwk.getKeyID()));
      return new SigningKeyRow(
          jwk.getKeyID(), ALGORITHM.getName(), jwk.toJSONString(), sealed, at, at, 86_400);
    } catch (GeneralSecurityException | JOSEException e) {
      throw new IllegalStateException("making a signing key failed", e);
    }
  }

  /** Opens a row with the master key. */
  static SigningKey open(SigningKeyRow row, Sealing sealing) {
    if (!row.algorithm().equals(ALGORITHM.getName())) {
      throw new IllegalStateException(
          "signing key " + row.kid() + " is for " + row.algorithm() + ", which is not known here");
    }
    try {
      byte[] pkcs8 = sealing.open(row.sealedPrivateKey(), identity(row.kid()));
      var privateKey = KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
      return new SigningKey(
          row.kid(),
          new ECDSASigner(privateKey, Curve.P_256),
          new ECDSAVerifier(ECKey.parse(row.publicJwk()).toECPublicKey()));
    } catch (GeneralSecurityException | JOSEException | ParseException e) {
      throw new IllegalStateException("signing key " + row.kid() + " cannot be read", e);
    }
  }

  /** Whether the public part verifies what the private one signs. */
  boolean fits() {
    try {
      byte[] anything = {1};
      return verifier.verify(header, anything, signer.sign(header, anything));
    } catch (JOSEException e) {
      return false;
    }
  }

  private static String identity(String kid) {
    return "signing_key/" + kid;
  }

  /** The id alone. */
  @Override
  public String toString() {
    return "SigningKey[" + kid + "]";
  }
}
