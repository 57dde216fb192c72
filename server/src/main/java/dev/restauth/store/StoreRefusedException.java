package dev.restauth.store;

/**
 * The database must not be opened. The message is one line with the reason and the remedy, for the
 * operator.
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
