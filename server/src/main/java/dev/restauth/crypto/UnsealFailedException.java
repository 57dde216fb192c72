package dev.restauth.crypto;

/**
 * Sealed bytes did not open: they were changed or cut, belong to another row, or were sealed under
 * another master key. Which of these it was cannot be told, and the message holds no secret.
 */
public final class UnsealFailedException extends RuntimeException {
  /** Says why, without the bytes. */
  public UnsealFailedException(String message) {
    super(message);
  }
}
