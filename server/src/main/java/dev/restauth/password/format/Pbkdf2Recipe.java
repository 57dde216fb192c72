package dev.restauth.password.format;

import dev.restauth.crypto.Pbkdf2;
import java.util.Locale;
import java.util.Optional;

/** PBKDF2 (RFC 8018 section 5.2). */
final class Pbkdf2Recipe implements Recipe {
  /** The maximum product of iterations and blocks. */
  private static final long MAX_WORK = 10_000_000;

  private static final int MAX_BYTES = 512;

  /**
   * The number of iterations below which a hash is weak: a graphics card can then try some millions
   * of passwords a second.
   */
  private static final int MIN_ITERATIONS = 10_000;

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
   * Creates a recipe; empty if a parameter is out of bounds.
   *
   * @param salt the salt; not copied, so the caller must not change it afterwards
   * @param length the length of the hash in bytes, 1 to 512
   */
  static Optional<Pbkdf2Recipe> of(Pbkdf2 function, long iterations, byte[] salt, int length) {
    boolean allowed =
        iterations >= 1
            && iterations <= MAX_WORK
            && length >= 1
            && length <= MAX_BYTES
            && iterations * Math.ceilDiv(length, function.blockLength()) <= MAX_WORK;
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

  /** Returns the kind, with the number of blocks if there is more than one. */
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
    return iterations < MIN_ITERATIONS;
  }
}
