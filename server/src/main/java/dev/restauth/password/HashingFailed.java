package dev.restauth.password;

/**
 * Thrown if a hash could not be computed, most likely for lack of memory. The message quotes the
 * library and holds no secret.
 */
public final class HashingFailed extends RuntimeException {
  /** Creates the exception with a message that holds no secret. */
  public HashingFailed(String message) {
    super(message);
  }

  HashingFailed(String message, Throwable cause) {
    super(message, cause);
  }
}
