package dev.restauth.adopt.source;

/**
 * Reports that a source cannot be read, or not to the end. The message is a line for the operator: the
 * place, the reason and the remedy.
 */
public final class UnreadableSource extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Takes a message for the operator, with no secret in it. */
  public UnreadableSource(String message) {
    super(message);
  }
}
