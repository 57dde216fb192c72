package dev.restauth.password;

/**
 * A hash could not be computed, most likely for want of memory. The message says what the library
 * said and holds no secret.
 */
public final class HashingFailed extends RuntimeException {
  /** With a message that holds no secret. */
  public HashingFailed(String message) {
    super(message);
  }

  HashingFailed(String message, Throwable cause) {
    super(message, cause);
  }
}
