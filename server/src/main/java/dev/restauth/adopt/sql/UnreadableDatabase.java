package dev.restauth.adopt.sql;

/**
 * Thrown if another application's database cannot be read. The message is one line for the
 * operator, without secrets. The exception has no cause, because a driver's exception may contain
 * the password.
 */
public final class UnreadableDatabase extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Creates the exception with a message for the operator, which contains no secret. */
  public UnreadableDatabase(String message) {
    super(message);
  }
}
