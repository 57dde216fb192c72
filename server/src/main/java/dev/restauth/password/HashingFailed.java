package dev.restauth.password;

/**
 * Thrown if a hash could not be computed, most likely because memory was short. The message quotes
 * the library and contains no secret.
 */
public final class HashingFailed extends RuntimeException {
  /**
   * Creates the exception.
   *
   * @param message a message without secrets
   */
  public HashingFailed(String message) {
    super(message);
  }

  HashingFailed(String message, Throwable cause) {
    super(message, cause);
  }
}
