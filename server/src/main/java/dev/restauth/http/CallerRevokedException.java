package dev.restauth.http;

/**
 * Signals that the caller's credentials were revoked while the server handled the request. The
 * client gets the same answer as after a failed authentication.
 */
public final class CallerRevokedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Creates the exception. Routes throw it. */
  public CallerRevokedException() {
    super(null, null, false, false);
  }
}
