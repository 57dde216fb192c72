package dev.restauth.http;

/** The fixed limits of a request, which docs/configuration.md lists, and what is said of them. */
public final class Limits {
  /** The Authorization field's value, in bytes. */
  public static final int AUTHORIZATION_BYTES = 8 * 1024;

  /** All header fields together, in bytes. */
  public static final int HEADERS_BYTES = 16 * 1024;

  /** The request line, in bytes. */
  public static final int REQUEST_LINE_BYTES = 8 * 1024;

  /** The body, in bytes. */
  public static final int BODY_BYTES = 64 * 1024;

  private Limits() {}

  /** For a body with a content coding. */
  public static Problem encoded() {
    return ProblemType.UNSUPPORTED_MEDIA_TYPE.because(
        "Send the body as it is, without Content-Encoding.");
  }

  /** For more than {@link #HEADERS_BYTES}. */
  public static Problem headersTooLarge() {
    return ProblemType.HEADERS_TOO_LARGE.because(
        "All headers together may have at most %d bytes.".formatted(HEADERS_BYTES));
  }

  /** For more than {@link #REQUEST_LINE_BYTES}. */
  public static Problem targetTooLong() {
    return ProblemType.TARGET_TOO_LONG.because(
        "The request line may have at most %d bytes.".formatted(REQUEST_LINE_BYTES));
  }

  /** For more than {@link #BODY_BYTES}. */
  public static Problem bodyTooLarge() {
    return ProblemType.BODY_TOO_LARGE.because(
        "The body may have at most %d bytes.".formatted(BODY_BYTES));
  }
}
