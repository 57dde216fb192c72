package dev.restauth.bench;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Searches a text in bytes without reading all of them (Horspool's algorithm). */
final class ByteSearch {
  private final byte[] text;

  /** The distance to skip for each byte at the end of the window. */
  private final int[] step = new int[256];

  ByteSearch(String ascii) {
    text = ascii.getBytes(StandardCharsets.US_ASCII);
    Arrays.fill(step, text.length);
    for (int i = 0; i < text.length - 1; i++) {
      step[text[i]] = text.length - 1 - i;
    }
  }

  int length() {
    return text.length;
  }

  /** Returns the index after the first match in the range, or -1. */
  int find(byte[] in, int from, int to) {
    for (int end = from + text.length; end <= to; end += step[in[end - 1] & 0xff]) {
      if (Arrays.equals(in, end - text.length, end, text, 0, text.length)) {
        return end;
      }
    }
    return -1;
  }
}
