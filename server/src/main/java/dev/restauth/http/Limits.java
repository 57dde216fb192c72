package dev.restauth.http;

/**
 * The fixed limits of a request, which docs/configuration.md lists, and the problems (RFC 9457) for
 * requests that exceed them.
 */
public final class Limits {
  /** The maximum length of the Authorization field's value, in bytes. */
  public static final int AUTHORIZATION_BYTES = 8 * 1024;

  /** The maximum size of all header fields together, in bytes. */
  public static final int HEADERS_BYTES = 16 * 1024;

  /** The maximum length of the request line, in bytes. */
  public static final int REQUEST_LINE_BYTES = 8 * 1024;

  /** The maximum size of the body, in bytes. */
  public static final int BODY_BYTES = 64 * 1024;

  private Limits() {}

  /** The problem for a body with a content coding. */
  public static Problem encoded() {
    return ProblemType.UNSUPPORTED_MEDIA_TYPE.because(
        "Send the body as it is, without Content-Encoding.");
  }

  /** The problem for headers that exceed {@link #HEADERS_BYTES}. */
  public static Problem headersTooLarge() {
    return ProblemType.HEADERS_TOO_LARGE.because(
        "All headers together may have at most %d bytes.".formatted(HEADERS_BYTES));
  }

  /** The problem for a request line that exceeds {@link #REQUEST_LINE_BYTES}. */
  public static Problem targetTooLong() {
    return ProblemType.TARGET_TOO_LONG.because(
        "The request line may have at most %d bytes.".formatted(REQUEST_LINE_BYTES));
  }

  /** The problem for a body that exceeds {@link #BODY_BYTES}. */
  public static Problem bodyTooLarge() {
    return ProblemType.BODY_TOO_LARGE.because(
        "The body may have at most %d bytes.".formatted(BODY_BYTES));
  }
}
