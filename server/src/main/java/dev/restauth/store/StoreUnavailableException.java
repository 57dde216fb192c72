package dev.restauth.store;

/**
 * The database cannot do its work now; a later attempt may succeed. No change was acknowledged to
 * the caller. If the commit itself failed, the change may still be visible, immediately or after
 * the next start. If the store can detect such a failure, it throws {@link CommitInDoubtException}.
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
