package dev.restauth.http;

import java.nio.charset.StandardCharsets;

/**
 * The value of a header field, as bytes in a larger array. These bytes do not change, although the
 * array may receive more bytes after them. A long value, such as a token, is thus read without
 * copying it first.
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

  /** Returns the value without the spaces and tabs at both ends. */
  Octets stripped() {
    int start = from;
    int end = to;
    while (start < end && Bytes.isBlank(bytes[start])) {
      start++;
    }
    while (start < end && Bytes.isBlank(bytes[end - 1])) {
      end--;
    }
    return start == from && end == to ? this : new Octets(bytes, start, end);
  }

  /** Returns a text that does not contain the bytes, which may be a secret. */
  @Override
  public String toString() {
    return "Octets[" + length() + "]";
  }
}
