package dev.restauth.crypto;

/**
 * Thrown if sealed bytes cannot be decrypted. They were changed or truncated, belong to another
 * row, or were encrypted with another master key; these cases cannot be distinguished. The message
 * contains no secret.
 */
public final class UnsealFailedException extends RuntimeException {
  /**
   * Creates the exception.
   *
   * @param message a message that does not contain the bytes
   */
  public UnsealFailedException(String message) {
    super(message);
  }
}
