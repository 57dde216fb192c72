package dev.restauth.password;

/** Finds secrets that several hashes of another system share, such as a pepper. Thread-safe. */
@FunctionalInterface
public interface HashSecrets {

  /**
   * Returns the secret with the given name.
   *
   * @throws dev.restauth.password.format.SecretMissing if there is no such secret, or it cannot be
   *     decrypted
   */
  byte[] find(String name);
}
