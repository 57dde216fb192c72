package dev.restauth.operator;

/** A line that is not what it must be. The message never repeats any of it: it may hold a password. */
final class MalformedLine extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String why;

  MalformedLine(String why) {
    super(why);
    this.why = why;
  }

  /** What is wrong, to follow a colon. */
  String why() {
    return why;
  }
}
