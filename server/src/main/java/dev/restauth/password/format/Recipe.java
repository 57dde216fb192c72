package dev.restauth.password.format;

/**
 * The parameters of a hash, and the derivation of its bytes from a password. Immutable and
 * thread-safe. The parameters are within bounds: a text with other parameters is not parsed.
 */
public interface Recipe {

  /**
   * Derives the bytes of the hash. This takes up to some seconds, and blocks the calling thread.
   *
   * @param password the password in UTF-8; not changed, and the caller erases it
   * @return the bytes to compare; their length depends only on the recipe
   */
  byte[] derive(byte[] password, HashPrimitives primitives);

  /** The stored text without the hash; {@link ForeignHash#recipe} reads it back. */
  String text();

  /**
   * The family and its cost in a few words of ASCII, such as {@code bcrypt 12}. All hashes that
   * need the same work have the same text. It is shown to operators, and used for counting.
   */
  String kind();

  /**
   * The time of one hash on an ordinary machine in milliseconds, accurate to a factor of about two.
   */
  double typicalMillis();

  /**
   * Returns whether the hash gives no protection, because an attacker with a copy of the database
   * can try too many passwords a second. Such a hash must not be stored unchanged.
   */
  boolean weak();
}
