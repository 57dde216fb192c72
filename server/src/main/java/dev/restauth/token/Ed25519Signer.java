package dev.restauth.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.impl.BaseJWSProvider;
import com.nimbusds.jose.util.Base64URL;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.util.Set;

/**
 * Signs with Ed25519 (RFC 8032) through the JDK, because Nimbus would need a further library.
 * Thread-safe.
 */
final class Ed25519Signer extends BaseJWSProvider implements JWSSigner {
  private final PrivateKey key;

  Ed25519Signer(JWSAlgorithm algorithm, PrivateKey key) {
    super(Set.of(algorithm));
    this.key = key;
  }

  @Override
  public Base64URL sign(JWSHeader header, byte[] signedPart) throws JOSEException {
    try {
      Signature signature = Signature.getInstance("Ed25519");
      signature.initSign(key);
      signature.update(signedPart);
      return Base64URL.encode(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new JOSEException("signing with Ed25519 failed", e);
    }
  }
}
