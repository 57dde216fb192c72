package dev.restauth.http;

/** Who was known when a request came is not any more: it is answered as that of whom nobody knows. */
public final class CallerRevokedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** To be thrown by a route. */
  public CallerRevokedException() {
    super(null, null, false, false);
  }
}
