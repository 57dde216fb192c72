package dev.restauth.password.format;

/**
 * A secret that hashes share is not there, or cannot be opened: no password can be checked against them.
 * The message is for the operator, with no secret in it.
 */
public final class SecretMissing extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  /** With a message for the operator. */
  public SecretMissing(String message) {
    super(message);
  }
}
