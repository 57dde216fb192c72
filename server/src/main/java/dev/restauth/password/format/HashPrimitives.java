package dev.restauth.password.format;

import java.util.function.Supplier;

/** The functions and secrets that recipes need. Thread-safe. */
public interface HashPrimitives {

  /** The variants of Argon2 (RFC 9106 section 3.2). */
  enum Argon2Type {
    /** Data-dependent. */
    D,
    /** Data-independent. */
    I,
    /** First data-independent, then data-dependent. */
    ID;

    /** The number that the libraries use: 0, 1 or 2. */
    public int number() {
      return switch (this) {
        case D -> 0;
        case I -> 1;
        case ID -> 2;
      };
    }
  }

  /**
   * Computes Argon2 (RFC 9106) with the fastest library available.
   *
   * @param version the version of Argon2, 0x10 or 0x13
   * @param memoryKib the memory in KiB; the recipe has checked the bounds of this and the other
   *     parameters
   */
  byte[] argon2(
      Argon2Type type,
      int version,
      byte[] password,
      byte[] salt,
      int memoryKib,
      int iterations,
      int parallelism,
      int length);

  /**
   * Returns a secret that all hashes of one source share, such as a pepper. It is stored encrypted,
   * apart from the hashes.
   *
   * @throws SecretMissing if there is none of that name, or it cannot be opened
   */
  byte[] secret(String name);

  /**
   * Runs work that needs much of the Java heap, as soon as enough of the heap is free.
   *
   * @param bytes the heap that the work needs; at most half of the heap
   */
  byte[] onHeap(long bytes, Supplier<byte[]> work);
}
