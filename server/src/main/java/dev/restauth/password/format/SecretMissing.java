package dev.restauth.password.format;

/**
 * Thrown if a secret that several hashes share is missing or cannot be decrypted. Without the
 * secret, no password can be checked against these hashes. The message is for the operator and
 * contains no secret.
 */
public final class SecretMissing extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  /** Creates the exception with a message for the operator. */
  public SecretMissing(String message) {
    super(message);
  }
}
