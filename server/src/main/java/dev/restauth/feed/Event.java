package dev.restauth.feed;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Something to be told, encoded once for all. Only which number was told before it differs from one
 * subscriber to the other.
 *
 * @param number of the change
 * @param head up to that number
 * @param tail after it
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Event(long number, byte[] head, byte[] tail) {
  /** What it takes beyond its text, about, in bytes. */
  private static final int OVERHEAD = 160;

  /** What it takes of memory, about, in bytes. */
  int size() {
    return head.length + tail.length + OVERHEAD;
  }

  void write(ByteArrayOutputStream out, long after) {
    out.writeBytes(head);
    out.writeBytes(Long.toString(after).getBytes(StandardCharsets.US_ASCII));
    out.writeBytes(tail);
  }
}
