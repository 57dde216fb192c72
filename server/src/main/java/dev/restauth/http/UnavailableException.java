package dev.restauth.http;

/**
 * This server cannot answer a request now, although it may be well a little later: 503. Cheap to make,
 * since many may be refused so.
 */
public final class UnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String detail;

  /**
   * Ends the request.
   *
   * @param detail for the client: what is wrong and what to do, without secrets
   */
  public UnavailableException(String detail) {
    super(detail, null, false, false);
    this.detail = detail;
  }

  Answer answer() {
    return Answer.unavailable(detail);
  }
}
