package dev.restauth.password;

import dev.restauth.password.format.HashPrimitives.Argon2Type;

/**
 * Computes Argon2id, version 0x13 (RFC 9106). For hashes of other systems, also computes the other
 * variants and version 0x10. All implementations return the same bytes, are thread-safe, and occupy
 * the calling thread until the hash is computed.
 */
interface Argon2 {
  /**
   * Computes one Argon2id tag.
   *
   * @param salt the salt, at least 8 bytes
   * @param tagLength the length of the tag in bytes, at least 4
   * @throws HashingFailed if there is not enough memory or the library reports an error
   */
  byte[] hash(byte[] password, byte[] salt, Argon2Parameters parameters, int tagLength);

  /**
   * Computes one tag of any variant. Uses plain Java unless an implementation overrides this method
   * with a faster one.
   *
   * @param version the version of Argon2, 0x10 or 0x13
   * @param salt the salt, at least 8 bytes
   * @param tagLength the length of the tag in bytes, at least 4
   * @throws HashingFailed if there is not enough memory or the library reports an error
   */
  default byte[] hash(
      Argon2Type type,
      int version,
      byte[] password,
      byte[] salt,
      Argon2Parameters parameters,
      int tagLength) {
    return new BouncyArgon2().hash(type, version, password, salt, parameters, tagLength);
  }

  /** Returns the name of the implementation, for the log. */
  String description();

  /**
   * Returns the fastest implementation that works on this machine. Call this method only once. Both
   * native libraries have the name libargon2.so.1, and the loader returns the library that was
   * loaded first. A second call could therefore describe the bundled library as the system's.
   */
  static Argon2 load() {
    return NativeArgon2.system()
        .or(NativeArgon2::bundled)
        .<Argon2>map(library -> library)
        .orElseGet(BouncyArgon2::new);
  }
}
