package dev.restauth.store;

/**
 * Many transactions lock the same row, and others did so for too long. Nothing was committed. A
 * later attempt may succeed. The database works, so this is no outage.
 */
public final class RowContendedException extends StoreUnavailableException {
  private static final long serialVersionUID = 1L;

  /** Creates the exception. The cause names the row. */
  public RowContendedException(Exception cause) {
    super(String.valueOf(cause.getMessage()), cause);
  }
}
