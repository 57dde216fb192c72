package dev.restauth.trace;

import java.util.concurrent.ThreadLocalRandom;

/** Ids of traces and spans, random (W3C Trace Context, section 3.2.2). They are no secrets. */
final class SpanIds {
  static final int TRACE_BYTES = 16;
  private static final int SPAN_BYTES = 8;

  private SpanIds() {}

  static byte[] trace() {
    return random(TRACE_BYTES);
  }

  static byte[] span() {
    return random(SPAN_BYTES);
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    ThreadLocalRandom.current().nextBytes(bytes);
    bytes[length - 1] |= 1; // an id is not all zero
    return bytes;
  }
}
