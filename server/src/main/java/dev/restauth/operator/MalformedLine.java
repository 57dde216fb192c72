package dev.restauth.operator;

/**
 * Signals a line that violates the protocol. The message never contains text from the line, because
 * the line may contain a password.
 */
final class MalformedLine extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String why;

  MalformedLine(String why) {
    super(why);
    this.why = why;
  }

  /** The reason, worded to follow a colon. */
  String why() {
    return why;
  }
}
