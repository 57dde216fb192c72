package dev.restauth.adopt.sql;

/**
 * Reports that another application's database cannot be read. The message is a line for the operator,
 * with no secret in it. There is no cause: a driver's exception may contain the password.
 */
public final class UnreadableDatabase extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Creates the exception with a message for the operator, which contains no secret. */
  public UnreadableDatabase(String message) {
    super(message);
  }
}
