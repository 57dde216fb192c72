package dev.restauth.password.format;

/**
 * The parameters of a hash, and the derivation of its bytes from a password. Immutable and
 * thread-safe. The parameters are always within bounds, because {@link ForeignHash} refuses all
 * other hashes.
 */
public interface Recipe {

  /**
   * Derives the bytes of the hash. Blocks the calling thread, for some seconds at most.
   *
   * @param password the password in UTF-8. It is not changed, and the caller erases it
   * @return the bytes to compare; their length depends only on the recipe
   */
  byte[] derive(byte[] password, HashPrimitives primitives);

  /** Returns the stored text without the hash. {@link ForeignHash#recipe} parses this text. */
  String text();

  /**
   * Returns the family and the cost in a few words of ASCII, such as {@code bcrypt 12}. All hashes
   * that need the same work have the same text. Operators see the text, and the number of hashes
   * for each text.
   */
  String kind();

  /**
   * Returns the time of one hash on an ordinary machine, in milliseconds. The value is accurate to
   * a factor of about two.
   */
  double typicalMillis();

  /**
   * Returns whether the hash is too weak to be stored unchanged: an attacker with a copy of the
   * database could try too many passwords a second.
   */
  boolean weak();
}
