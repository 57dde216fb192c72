package dev.restauth.store;

/**
 * The database cannot do its work now; a later attempt may succeed. Nothing was acknowledged. If
 * the commit itself failed, the change may nevertheless be visible, at once or after the next
 * start. If the store can detect this, it throws {@link CommitInDoubtException}.
 */
public class StoreUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param message the message for the operator, never for a client
   */
  public StoreUnavailableException(String message) {
    super(message);
  }

  /**
   * Creates the exception with its cause.
   *
   * @param message the message for the operator, never for a client
   * @param cause the failure that the database or its driver reported
   */
  public StoreUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
