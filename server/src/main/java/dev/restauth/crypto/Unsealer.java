package dev.restauth.crypto;

/** Opens what was sealed. Safe for use by many threads. */
public interface Unsealer {

  /**
   * Decrypts what {@link Sealing#seal} made for the same identity.
   *
   * @throws SealBroken where the bytes were changed, belong to another row, or need another key
   */
  byte[] open(byte[] sealed, String identity);
}
