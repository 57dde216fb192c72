package dev.restauth.store;

/**
 * The commit was asked for, and nobody knows whether it happened: its answer was lost, or the database
 * does not vouch that it lasts. It may be there at once, later, or never.
 */
public final class CommitInDoubtException extends StoreUnavailableException {
  private static final long serialVersionUID = 1L;

  /**
   * Says why.
   *
   * @param message for the operator, never for a client
   * @param cause what the database said
   */
  public CommitInDoubtException(String message, Throwable cause) {
    super(message, cause);
  }
}
