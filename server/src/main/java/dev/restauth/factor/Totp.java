package dev.restauth.factor;

import dev.restauth.crypto.ConstantTime;
import dev.restauth.crypto.Hmac;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Time-based one-time passwords (RFC 6238).
 *
 * @param secret the secret that is shared with the authenticator app
 * @param algorithm the hash of the HMAC
 * @param digits the length of a code, 6 to 8
 * @param period the duration of a time step, in seconds
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Totp(byte[] secret, Algorithm algorithm, int digits, int period) {
  /**
   * The number of time steps, both before and after the current step, whose codes are also
   * accepted. Clocks differ, and people type slowly.
   */
  private static final int WINDOW = 1;

  private static final int[] POWERS_OF_TEN = {1_000_000, 10_000_000, 100_000_000};
  private static final int DIGITS_AT_LEAST = 6;

  /** Hash algorithms (RFC 6238 section 1.2). */
  public enum Algorithm {
    /** SHA-1, the only algorithm that all authenticator apps support. */
    SHA1,
    /** SHA-256. */
    SHA256,
    /** SHA-512. */
    SHA512;

    /** Returns the algorithm with this name; empty if no algorithm has this name. */
    public static Optional<Algorithm> of(String name) {
      return Arrays.stream(values()).filter(each -> each.name().equals(name)).findFirst();
    }
  }

  /** Throws an IllegalArgumentException if a number is out of range or the secret is empty. */
  public Totp {
    if (secret.length == 0 || digits < DIGITS_AT_LEAST || digits > 8 || period < 1) {
      throw new IllegalArgumentException("no parameters of a one-time password");
    }
  }

  /** Returns the time step at a point in time (RFC 6238 section 4.2). */
  long stepAt(Instant time) {
    return Math.floorDiv(time.getEpochSecond(), period);
  }

  /** Returns the code of a time step (RFC 4226 section 5.3). */
  String code(long step) {
    byte[] message = ByteBuffer.allocate(Long.BYTES).putLong(step).array();
    byte[] mac = hmac().of(message);
    int offset = mac[mac.length - 1] & 0xf;
    int number = ByteBuffer.wrap(mac, offset, Integer.BYTES).getInt() & Integer.MAX_VALUE;
    int shortened = number % POWERS_OF_TEN[digits - DIGITS_AT_LEAST];
    return ("%0" + digits + "d").formatted(shortened);
  }

  private Hmac hmac() {
    return switch (algorithm) {
      case SHA1 -> Hmac.sha1(secret);
      case SHA256 -> Hmac.sha256(secret);
      case SHA512 -> Hmac.sha512(secret);
    };
  }

  /**
   * Returns the accepted time step to which a code belongs; empty if it belongs to none. The
   * duration of this method does not depend on the step.
   */
  OptionalLong find(String presented, Instant time) {
    OptionalLong found = OptionalLong.empty();
    long present = stepAt(time);
    for (long step = present - WINDOW; step <= present + WINDOW; step++) {
      if (ConstantTime.equals(code(step), presented)) {
        found = OptionalLong.of(step);
      }
    }
    return found;
  }

  /** Returns a text without the secret. */
  @Override
  public String toString() {
    return "Totp[algorithm=" + algorithm + ", digits=" + digits + ", period=" + period + "]";
  }
}
