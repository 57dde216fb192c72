package dev.restauth.token;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs tokens like an application that is to be adopted, but with any header and any claims.
 *
 * @param secret the secret that signs, in UTF-8
 */
record OldApplication(String secret) {
  static final String HEADER_OF_2020 = "{\"alg\":\"HS256\",\"typ\":\"JWT\"}";

  /** Returns a token in the form that PyJWT produces. */
  String token(String claims) {
    return signed(HEADER_OF_2020, claims);
  }

  /** Returns a token signed with HS256. */
  String signed(String header, String claims) {
    return signed("HmacSHA256", header, claims);
  }

  /**
   * Returns a token that is signed with the given algorithm, even if the header names another one.
   */
  String signed(String hmac, String header, String claims) {
    String input = part(header) + "." + part(claims);
    try {
      Mac mac = Mac.getInstance(hmac);
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), hmac));
      return input + "." + part(mac.doFinal(input.getBytes(StandardCharsets.US_ASCII)));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  static String part(String text) {
    return part(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String part(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
