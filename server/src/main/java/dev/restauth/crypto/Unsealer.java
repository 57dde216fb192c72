package dev.restauth.crypto;

/** Opens sealed bytes. Thread-safe. */
public interface Unsealer {

  /**
   * Decrypts the bytes that {@link Sealing#seal} made for the same identity.
   *
   * @throws UnsealFailedException if the bytes were changed, belong to another row, or need another
   *     key
   */
  byte[] open(byte[] sealed, String identity);
}
