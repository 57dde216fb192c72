package dev.restauth.password.format;

import java.util.function.Supplier;

/** What a recipe needs beyond the password and itself. Safe for use by many threads. */
public interface HashPrimitives {

  /** Argon2's variants, by the numbers of RFC 9106 section 3.2. */
  enum Argon2Type {
    /** Data-dependent. */
    D,
    /** Data-independent. */
    I,
    /** Both, one after the other. */
    ID;

    /** As the libraries count: 0, 1, 2. */
    public int number() {
      return switch (this) {
        case D -> 0;
        case I -> 1;
        case ID -> 2;
      };
    }
  }

  /**
   * Argon2 (RFC 9106), on the quickest library there is.
   *
   * @param version 0x10 or 0x13
   * @param memoryKib within the bounds that the recipe has checked, as are the others
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
   * A secret that all hashes of one source share, such as a pepper. It is kept apart from the hashes,
   * sealed.
   *
   * @throws SecretMissing where there is none of that name, or it cannot be opened
   */
  byte[] secret(String name);

  /**
   * Does work that needs much of the Java heap, once others have left enough of it.
   *
   * @param bytes at most half of the heap
   */
  byte[] onHeap(long bytes, Supplier<byte[]> work);
}
