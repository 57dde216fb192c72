package dev.restauth.store;

/**
 * The program refuses to open the database, or to do what the operator has asked for. The message
 * is one line for the operator, with the reason and the remedy.
 */
public final class StoreRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param message one line for the operator
   */
  public StoreRefusedException(String message) {
    super(message);
  }
}
