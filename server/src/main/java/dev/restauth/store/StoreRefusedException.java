package dev.restauth.store;

/** The database must not be opened: the message, one line, tells the operator why and what to do. */
public final class StoreRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Says why.
   *
   * @param message one line for the operator
   */
  public StoreRefusedException(String message) {
    super(message);
  }
}
