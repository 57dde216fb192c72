package dev.restauth.password;

import dev.restauth.password.format.HashPrimitives.Argon2Type;

/**
 * Argon2id, version 0x13 (RFC 9106), and for hashes of other systems the other variants. Every implementation returns the same bytes, is safe for use by
 * many threads, and holds its thread until it is done.
 */
interface Argon2 {
  /**
   * Computes one tag.
   *
   * @param salt at least 8 bytes
   * @param tagLength in bytes, at least 4
   * @throws HashingFailed where there is not enough memory or the library refuses
   */
  byte[] hash(byte[] password, byte[] salt, Argon2Parameters parameters, int tagLength);

  /**
   * Computes one tag of any variant; in plain Java where nothing quicker is known.
   *
   * @param version 0x10 or 0x13
   * @param salt at least 8 bytes
   * @param tagLength in bytes, at least 4
   * @throws HashingFailed where there is not enough memory or the library refuses
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

  /** What computes, in a few words for the log. */
  String description();

  /**
   * The quickest that works here. Meant to be called once: both libraries bear the name
   * libargon2.so.1, so that the loader would later take a carried one for the system's, which changes
   * nothing but the description.
   */
  static Argon2 load() {
    return NativeArgon2.system()
        .or(NativeArgon2::carried)
        .<Argon2>map(library -> library)
        .orElseGet(BouncyArgon2::new);
  }
}
