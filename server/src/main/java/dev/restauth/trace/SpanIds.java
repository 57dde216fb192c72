package dev.restauth.trace;

import java.util.concurrent.ThreadLocalRandom;

/** Random ids of traces and spans (W3C Trace Context, section 3.2.2). These ids are not secret. */
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
    bytes[length - 1] |= 1; // an id must not be all zeros
    return bytes;
  }
}
