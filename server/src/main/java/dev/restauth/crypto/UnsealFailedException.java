package dev.restauth.crypto;

/**
 * Thrown if sealed bytes cannot be opened: they were changed or truncated, belong to another row,
 * or were sealed with another master key. These cases cannot be distinguished; the message contains
 * no secret.
 */
public final class UnsealFailedException extends RuntimeException {
  /** Creates one with a message that does not contain the bytes. */
  public UnsealFailedException(String message) {
    super(message);
  }
}
