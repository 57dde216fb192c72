package dev.restauth.operator;

/** Tells an operation to stop: nobody waits for it any more, or the server is stopping. */
final class Abandoned extends RuntimeException {
  private static final long serialVersionUID = 1L;

  Abandoned(String message) {
    super(message);
  }

  /** Whether this is why {@code thrown} was thrown. */
  static boolean isIn(Throwable thrown) {
    return Causes.of(thrown).anyMatch(Abandoned.class::isInstance);
  }
}
