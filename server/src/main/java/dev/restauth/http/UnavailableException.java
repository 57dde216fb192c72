package dev.restauth.http;

/**
 * Signals that the server temporarily cannot answer a request (503). The exception has no stack
 * trace, because the server may refuse many requests in a short time.
 */
public final class UnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String detail;

  /**
   * Creates the exception.
   *
   * @param detail the text for the client: what is wrong and what to do, without secrets
   */
  public UnavailableException(String detail) {
    super(detail, null, false, false);
    this.detail = detail;
  }

  Answer answer() {
    return Answer.unavailable(detail);
  }
}
