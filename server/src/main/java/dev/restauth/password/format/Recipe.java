package dev.restauth.password.format;

/**
 * Everything about a hash but the hash: how a password becomes the bytes that it holds. Immutable, safe
 * for use by many threads. Its parameters are within bounds: reading a text that leaves them fails.
 */
public interface Recipe {

  /**
   * Does the work; takes up to some seconds, and holds its thread.
   *
   * @param password in UTF-8, unchanged afterwards; the caller erases it
   * @return the bytes to compare, of a length that depends on the recipe alone
   */
  byte[] derive(byte[] password, HashPrimitives primitives);

  /** The stored text without the hash, from which {@link ForeignHash#recipe} reads it back. */
  String text();

  /**
   * The family and its cost in a few words of ASCII, such as {@code bcrypt 12}: the same for all hashes
   * that take the same work. For operators, and to count by.
   */
  String kind();

  /** How long it takes on an ordinary machine, in milliseconds, within a factor of two or so. */
  double typicalMillis();

  /**
   * Whether whoever steals the database tries so many passwords a second that the hash protects nobody:
   * it must not lie about as it is.
   */
  boolean weak();
}
