package dev.restauth.crypto;

/** Decrypts sealed bytes. Thread-safe. */
public interface Unsealer {

  /**
   * Decrypts bytes that {@link Sealing#seal} encrypted for the same identity.
   *
   * @throws UnsealFailedException if the bytes were changed, belong to another row, or were
   *     encrypted with another key
   */
  byte[] open(byte[] sealed, String identity);
}
