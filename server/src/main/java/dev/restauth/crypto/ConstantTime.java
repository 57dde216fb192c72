package dev.restauth.crypto;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** Comparison whose duration tells nothing about where two values differ. */
public final class ConstantTime {
  private ConstantTime() {}

  /**
   * Whether both arrays hold the same bytes. The time depends on the lengths alone, which are
   * therefore not secret.
   */
  public static boolean equals(byte[] expected, byte[] given) {
    return MessageDigest.isEqual(expected, given);
  }

  /** Whether both texts are the same; the time depends on their lengths alone. */
  public static boolean equals(String expected, String given) {
    return equals(
        expected.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
  }
}
