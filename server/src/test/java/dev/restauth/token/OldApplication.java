package dev.restauth.token;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs as an application does that is to be taken over, and as nobody should: any header, any claims.
 *
 * @param secret what it signs with, in UTF-8
 */
record OldApplication(String secret) {
  static final String HEADER_OF_2020 = "{\"alg\":\"HS256\",\"typ\":\"JWT\"}";

  /** A token as PyJWT makes it. */
  String token(String claims) {
    return signed(HEADER_OF_2020, claims);
  }

  /** A token with HS256. */
  String signed(String header, String claims) {
    return signed("HmacSHA256", header, claims);
  }

  /** A token signed with whatever the header may say. */
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
