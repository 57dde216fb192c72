package dev.restauth.token;

import com.nimbusds.jose.util.Base64URL;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * Digests with which an ID token refers to the other tokens of the same response (OpenID Connect
 * Core section 3.1.3.6).
 */
public final class HalfDigest {
  private HalfDigest() {}

  /**
   * Returns the left half of the digest of an ASCII text, in Base64url. The claim {@code at_hash}
   * has this form.
   *
   * @param algorithm the JWS algorithm of the ID token. It determines the hash function, which is
   *     SHA-512 for Ed25519
   */
  public static String of(String algorithm, String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance(algorithm.equals("EdDSA") ? "SHA-512" : "SHA-256")
              .digest(text.getBytes(StandardCharsets.US_ASCII));
      return Base64URL.encode(Arrays.copyOf(digest, digest.length / 2)).toString();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
