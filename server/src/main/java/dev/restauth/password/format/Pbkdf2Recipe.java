package dev.restauth.password.format;

import dev.restauth.crypto.Pbkdf2;
import java.util.Locale;
import java.util.Optional;

/** PBKDF2 (RFC 8018 section 5.2). */
final class Pbkdf2Recipe implements Recipe {
  /** Iterations times blocks. */
  private static final long MOST_WORK = 10_000_000;

  private static final int MOST_BYTES = 512;

  /** Below it a graphics card tries some millions of passwords a second. */
  private static final int LEAST_ITERATIONS = 10_000;

  private static final double MILLIS_PER_SHORT_HASH = 0.00021;
  private static final double MILLIS_PER_LONG_HASH = 0.00078;

  private final Pbkdf2 function;
  private final int iterations;
  private final byte[] salt;
  private final int length;

  private Pbkdf2Recipe(Pbkdf2 function, int iterations, byte[] salt, int length) {
    this.function = function;
    this.iterations = iterations;
    this.salt = salt;
    this.length = length;
  }

  /**
   * One within bounds; empty where it is not.
   *
   * @param salt kept; nobody changes it any more
   * @param length in bytes, 1 to 512
   */
  static Optional<Pbkdf2Recipe> of(Pbkdf2 function, long iterations, byte[] salt, int length) {
    boolean allowed =
        iterations >= 1
            && iterations <= MOST_WORK
            && length >= 1
            && length <= MOST_BYTES
            && iterations * Math.ceilDiv(length, function.blockLength()) <= MOST_WORK;
    return allowed
        ? Optional.of(new Pbkdf2Recipe(function, (int) iterations, salt, length))
        : Optional.empty();
  }

  @Override
  public byte[] derive(byte[] password, HashPrimitives primitives) {
    return function.derive(password, salt, iterations, length);
  }

  @Override
  public String text() {
    return "$pbkdf2-"
        + label()
        + "$i="
        + iterations
        + ",l="
        + length
        + "$"
        + Encoded.toBase64(salt)
        + "$";
  }

  /** With the number of blocks, where it takes more than one. */
  @Override
  public String kind() {
    String kind = "pbkdf2-" + label() + " " + iterations;
    return blocks() == 1 ? kind : kind + "*" + blocks();
  }

  private String label() {
    return function.name().toLowerCase(Locale.ROOT);
  }

  private int blocks() {
    return Math.ceilDiv(length, function.blockLength());
  }

  @Override
  public double typicalMillis() {
    double each =
        switch (function) {
          case SHA1, SHA224, SHA256 -> MILLIS_PER_SHORT_HASH;
          case SHA384, SHA512 -> MILLIS_PER_LONG_HASH;
        };
    return each * iterations * blocks();
  }

  @Override
  public boolean weak() {
    return iterations < LEAST_ITERATIONS;
  }
}
