package dev.restauth.password;

/** Finds secrets that hashes of another system share, such as a pepper. Thread-safe. */
@FunctionalInterface
public interface HashSecrets {

  /**
   * Returns the secret of that name.
   *
   * @throws dev.restauth.password.format.SecretMissing if there is none, or it cannot be opened
   */
  byte[] find(String name);
}
