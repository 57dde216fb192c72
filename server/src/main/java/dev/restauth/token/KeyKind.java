package dev.restauth.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import dev.restauth.crypto.RandomIds;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.text.ParseException;
import java.util.Map;
import java.util.Optional;

/**
 * Kinds of keys. Several algorithms may use the same kind. Each kind generates and parses its keys.
 */
enum KeyKind {
  /** An elliptic-curve key on P-256. */
  EC {
    @Override
    Parts generate() throws GeneralSecurityException, JOSEException {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      KeyPair pair = generator.generateKeyPair();
      return Parts.of(
          new ECKey.Builder(Curve.P_256, (ECPublicKey) pair.getPublic()).build(),
          pair.getPrivate());
    }

    @Override
    JWSSigner signer(JWSAlgorithm algorithm, byte[] privatePart)
        throws GeneralSecurityException, JOSEException {
      return new ECDSASigner(pkcs8("EC", privatePart), Curve.P_256);
    }

    @Override
    JWSVerifier verifier(JWSAlgorithm algorithm, String publicJwk, byte[] privatePart)
        throws JOSEException, ParseException {
      return new ECDSAVerifier(ECKey.parse(publicJwk).toECPublicKey());
    }
  },

  /** A key on Edwards25519. */
  ED25519 {
    @Override
    Parts generate() throws GeneralSecurityException, JOSEException {
      KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
      return Parts.of(Ed25519Verifier.jwk(pair.getPublic()), pair.getPrivate());
    }

    @Override
    JWSSigner signer(JWSAlgorithm algorithm, byte[] privatePart) throws GeneralSecurityException {
      return new Ed25519Signer(algorithm, pkcs8("Ed25519", privatePart));
    }

    @Override
    JWSVerifier verifier(JWSAlgorithm algorithm, String publicJwk, byte[] privatePart)
        throws GeneralSecurityException, ParseException {
      return Ed25519Verifier.of(algorithm, publicJwk);
    }
  },

  /** An RSA key of 2,048 bits. */
  RSA {
    @Override
    Parts generate() throws GeneralSecurityException, JOSEException {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(RSA_BITS);
      KeyPair pair = generator.generateKeyPair();
      return Parts.of(
          new RSAKey.Builder((RSAPublicKey) pair.getPublic()).build(), pair.getPrivate());
    }

    @Override
    JWSSigner signer(JWSAlgorithm algorithm, byte[] privatePart) throws GeneralSecurityException {
      return new RSASSASigner(pkcs8("RSA", privatePart));
    }

    @Override
    JWSVerifier verifier(JWSAlgorithm algorithm, String publicJwk, byte[] privatePart)
        throws JOSEException, ParseException {
      return new RSASSAVerifier(RSAKey.parse(publicJwk).toRSAPublicKey());
    }
  },

  /** A secret of 256 random bits, without a public part. */
  SECRET {
    @Override
    Parts generate() {
      byte[] secret = new byte[SECRET_BYTES];
      new SecureRandom().nextBytes(secret);
      return new Parts(new RandomIds().next(), Map.of("kty", "oct"), secret);
    }

    /**
     * Creates a signer. Refuses a secret of another length: the private part of every other kind of
     * key is longer, and must never be used as a secret.
     */
    @Override
    JWSSigner signer(JWSAlgorithm algorithm, byte[] privatePart)
        throws GeneralSecurityException, JOSEException {
      if (privatePart.length != SECRET_BYTES) {
        throw new InvalidKeyException("the secret does not have the expected length");
      }
      return new MACSigner(privatePart);
    }

    @Override
    Optional<JWK> publicPart(String publicJwk) {
      return Optional.empty();
    }

    @Override
    JWSVerifier verifier(JWSAlgorithm algorithm, String publicJwk, byte[] privatePart)
        throws JOSEException {
      return new MACVerifier(privatePart);
    }
  };

  private static final int RSA_BITS = 2048;
  private static final int SECRET_BYTES = 32;

  /**
   * A new key.
   *
   * @param kid the thumbprint of the public key (RFC 7638). For a secret, the id is random: a
   *     thumbprint would let an attacker test guesses of the secret
   * @param publicMembers the members that a public JWK (RFC 7517) may contain
   * @param privatePart the private key in PKCS#8, or the secret itself
   */
  @SuppressWarnings("ArrayRecordComponent") // instances are never compared
  record Parts(String kid, Map<String, ?> publicMembers, byte[] privatePart) {
    private static Parts of(JWK publicKey, PrivateKey privateKey) throws JOSEException {
      return new Parts(
          publicKey.computeThumbprint().toString(),
          publicKey.getRequiredParams(),
          privateKey.getEncoded());
    }

    /** Returns a text that contains only the key id. */
    @Override
    public String toString() {
      return "Parts[" + kid + "]";
    }
  }

  /** Parses the public part of a key; empty if keys of this kind have none. */
  Optional<JWK> publicPart(String publicJwk) throws ParseException {
    return Optional.of(JWK.parse(publicJwk));
  }

  /** Generates a key. An RSA key takes up to a second. */
  abstract Parts generate() throws GeneralSecurityException, JOSEException;

  abstract JWSSigner signer(JWSAlgorithm algorithm, byte[] privatePart)
      throws GeneralSecurityException, JOSEException;

  abstract JWSVerifier verifier(JWSAlgorithm algorithm, String publicJwk, byte[] privatePart)
      throws GeneralSecurityException, JOSEException, ParseException;

  private static PrivateKey pkcs8(String algorithm, byte[] encoded)
      throws GeneralSecurityException {
    return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
  }
}
