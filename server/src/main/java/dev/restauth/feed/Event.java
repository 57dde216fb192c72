package dev.restauth.feed;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * An event of the feed, encoded once for all subscribers. Head and tail are the same for all
 * subscribers. Between head and tail, each subscriber gets the number of the last event that it
 * received before this event.
 *
 * @param number the number of the change
 * @param head the text before the number of the previous event
 * @param tail the text after the number of the previous event
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Event(long number, byte[] head, byte[] tail) {
  /** The approximate memory of an event in addition to its text, in bytes. */
  private static final int OVERHEAD = 160;

  /** Returns the approximate memory that the event uses, in bytes. */
  int size() {
    return head.length + tail.length + OVERHEAD;
  }

  void write(ByteArrayOutputStream out, long after) {
    out.writeBytes(head);
    out.writeBytes(Long.toString(after).getBytes(StandardCharsets.US_ASCII));
    out.writeBytes(tail);
  }
}
