package dev.restauth.operator;

/** Signals a line that breaks the protocol. The message never repeats any of the line, which may contain a password. */
final class MalformedLine extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String why;

  MalformedLine(String why) {
    super(why);
    this.why = why;
  }

  /** The reason, as the text after a colon. */
  String why() {
    return why;
  }
}
