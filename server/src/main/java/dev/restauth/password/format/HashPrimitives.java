package dev.restauth.password.format;

import java.util.function.Supplier;

/** The functions and secrets that recipes need. Thread-safe. */
public interface HashPrimitives {

  /** The variants of Argon2 (RFC 9106 section 3.2). */
  enum Argon2Type {
    /** Argon2d: memory access depends on the password. */
    D,
    /** Argon2i: memory access does not depend on the password. */
    I,
    /** Argon2id: first as Argon2i, then as Argon2d. */
    ID;

    /** Returns the number that the libraries use: 0, 1 or 2. */
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
   * @param memoryKib the memory in KiB. The recipe has checked that all parameters are within
   *     bounds
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
   * Returns a secret that all hashes of one source share, such as a pepper. It is stored in
   * encrypted form, separately from the hashes.
   *
   * @throws SecretMissing if no secret has this name, or the secret cannot be decrypted
   */
  byte[] secret(String name);

  /**
   * Runs work that needs much of the Java heap, as soon as enough of the heap is free.
   *
   * @param bytes the heap that the work needs; at most half of the heap
   */
  byte[] onHeap(long bytes, Supplier<byte[]> work);
}
