package dev.restauth.adopt.source;

/**
 * Thrown if a source cannot be read, or cannot be read to the end. The message is one line for the
 * operator, with the place, the reason and the remedy.
 */
public final class UnreadableSource extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Creates the exception with a message for the operator, which contains no secret. */
  public UnreadableSource(String message) {
    super(message);
  }
}
