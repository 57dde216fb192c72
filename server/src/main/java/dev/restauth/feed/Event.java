package dev.restauth.feed;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * An event of the feed, encoded once for all subscribers. Head and tail are the same for all. Between
 * them, each subscriber gets the number of the event that it received before this one.
 *
 * @param number the number of the change
 * @param head the text before that number
 * @param tail the text after it
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Event(long number, byte[] head, byte[] tail) {
  /** Approximate memory beyond its text, in bytes. */
  private static final int OVERHEAD = 160;

  /** Returns its approximate size in memory, in bytes. */
  int size() {
    return head.length + tail.length + OVERHEAD;
  }

  void write(ByteArrayOutputStream out, long after) {
    out.writeBytes(head);
    out.writeBytes(Long.toString(after).getBytes(StandardCharsets.US_ASCII));
    out.writeBytes(tail);
  }
}
