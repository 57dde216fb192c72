package dev.restauth.store;

/**
 * The database cannot do its work now; a later attempt may succeed. Nothing was acknowledged; where the
 * commit itself failed, the change may be there all the same, at once or after the next start. Those that
 * know that it is so say it as {@link CommitInDoubtException}.
 */
public class StoreUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Says why.
   *
   * @param message for the operator, never for a client
   */
  public StoreUnavailableException(String message) {
    super(message);
  }

  /**
   * Says why.
   *
   * @param message for the operator, never for a client
   * @param cause what the database said
   */
  public StoreUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
