package dev.restauth.http;

import java.nio.charset.StandardCharsets;

/**
 * The value of a header field, as bytes in a larger array that does not change. A long value, such
 * as a token, is read from these bytes without copying them first.
 *
 * @param from the position of the first byte
 * @param to the position after the last byte
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Octets(byte[] bytes, int from, int to) {

  /** Returns the bytes of a text in ISO-8859-1. */
  static Octets of(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    return new Octets(bytes, 0, bytes.length);
  }

  int length() {
    return to - from;
  }

  /** Returns a text that does not contain the bytes, which may be a secret. */
  @Override
  public String toString() {
    return "Octets[" + length() + "]";
  }
}
