package dev.restauth.password;

/** Finds secrets that hashes of other systems share, such as a pepper. Safe for use by many threads. */
@FunctionalInterface
public interface HashSecrets {

  /**
   * The secret of that name.
   *
   * @throws dev.restauth.password.format.SecretMissing where there is none, or it cannot be opened
   */
  byte[] find(String name);
}
