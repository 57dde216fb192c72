package dev.restauth.crypto;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * Compares values in constant time, so that the duration does not reveal the position of a
 * difference.
 */
public final class ConstantTime {
  private ConstantTime() {}

  /**
   * Returns whether both arrays contain the same bytes. The time depends only on the lengths, which
   * must not be secret.
   */
  public static boolean equals(byte[] expected, byte[] given) {
    return MessageDigest.isEqual(expected, given);
  }

  /**
   * Returns whether both texts are equal. The time depends only on the lengths, which must not be
   * secret.
   */
  public static boolean equals(String expected, String given) {
    return equals(
        expected.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
  }
}
