package dev.restauth.http;

/**
 * Signals that the caller was revoked while the request was handled. The answer is the same as for a caller
 * who could not be authenticated.
 */
public final class CallerRevokedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Creates the exception. Routes throw it. */
  public CallerRevokedException() {
    super(null, null, false, false);
  }
}
