package dev.restauth.adopt.sql;

/**
 * Another application's database that cannot be read. The message is a line for the operator, with no
 * secret in it. There is no cause: what a driver says may hold the password that it was given.
 */
public final class UnreadableDatabase extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** With a message for the operator, no secret in it. */
  public UnreadableDatabase(String message) {
    super(message);
  }
}
