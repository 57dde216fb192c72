package dev.restauth.http;

/** The fixed limits of a request, which docs/configuration.md lists, and what is said of them. */
final class Limits {
  /** The Authorization field's value, in bytes. */
  static final int AUTHORIZATION_BYTES = 8 * 1024;

  /** All header fields together, in bytes. */
  static final int HEADERS_BYTES = 16 * 1024;

  /** The request line, in bytes. */
  static final int REQUEST_LINE_BYTES = 8 * 1024;

  /** The body, in bytes. */
  static final int BODY_BYTES = 64 * 1024;

  private Limits() {}

  static Problem encoded() {
    return ProblemType.UNSUPPORTED_MEDIA_TYPE.because(
        "Send the body as it is, without Content-Encoding.");
  }

  static Problem headersTooLarge() {
    return ProblemType.HEADERS_TOO_LARGE.because(
        "All headers together may have at most %d bytes.".formatted(HEADERS_BYTES));
  }

  static Problem targetTooLong() {
    return ProblemType.TARGET_TOO_LONG.because(
        "The request line may have at most %d bytes.".formatted(REQUEST_LINE_BYTES));
  }

  static Problem bodyTooLarge() {
    return ProblemType.BODY_TOO_LARGE.because(
        "The body may have at most %d bytes.".formatted(BODY_BYTES));
  }
}
