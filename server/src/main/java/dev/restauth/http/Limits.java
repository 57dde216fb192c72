package dev.restauth.http;

/** The fixed limits of a request; docs/configuration.md lists them. */
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
}
