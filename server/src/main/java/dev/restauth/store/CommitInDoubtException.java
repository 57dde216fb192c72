package dev.restauth.store;

/**
 * The outcome of a commit is unknown: the answer was lost, or the database does not guarantee that
 * the commit is durable. The change may become visible immediately, later, or never.
 */
public final class CommitInDoubtException extends StoreUnavailableException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param message the message for the operator, never for a client
   * @param cause the failure that the database or its driver reported
   */
  public CommitInDoubtException(String message, Throwable cause) {
    super(message, cause);
  }
}
