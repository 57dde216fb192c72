package dev.restauth.operator;

/** Aborts an operation whose client has closed the connection, or whose server is stopping. */
final class Abandoned extends RuntimeException {
  private static final long serialVersionUID = 1L;

  Abandoned(String message) {
    super(message);
  }

  /** Returns whether {@code thrown} was caused by this exception. */
  static boolean isIn(Throwable thrown) {
    return Causes.of(thrown).anyMatch(Abandoned.class::isInstance);
  }
}
