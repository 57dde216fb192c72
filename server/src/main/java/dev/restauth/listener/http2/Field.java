package dev.restauth.listener.http2;

/**
 * A header field.
 *
 * @param name in lower case (RFC 9113 section 8.2)
 * @param value a byte a character (ISO 8859-1)
 */
public record Field(String name, String value) {
  private static final int OVERHEAD = 32;

  /** What it counts for in a table or in a list (RFC 7541 section 4.1), in bytes. */
  int size() {
    return name.length() + value.length() + OVERHEAD;
  }
}
