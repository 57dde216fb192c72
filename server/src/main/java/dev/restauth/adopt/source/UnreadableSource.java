package dev.restauth.adopt.source;

/** A source that cannot be read on. The message is a line for the operator: where, why, what to do. */
public final class UnreadableSource extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** With a message for the operator, no secret in it. */
  public UnreadableSource(String message) {
    super(message);
  }
}
