package dev.restauth.trace;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The spans that this server records for one trace. When the root span is closed, all spans are
 * passed on together. If the root span is never closed, they are all dropped. Thread-safe.
 */
final class Recording {
  /**
   * The maximum number of spans, apart from the root span. Otherwise a request that reads a
   * thousand rows one by one could fill the queue.
   */
  private static final int SPANS_AT_MOST = 64;

  private final byte[] traceId;
  private final long epochOffset;
  private final Consumer<Recording> ended;
  private final List<RecordedSpan> spans = new ArrayList<>(4);
  private int omitted;
  private boolean complete;

  /**
   * Begins a trace.
   *
   * @param now the current time
   * @param ended receives the recording when the root span is closed
   */
  Recording(byte[] traceId, Instant now, Consumer<Recording> ended) {
    this.traceId = traceId.clone();
    this.epochOffset =
        TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano() - System.nanoTime();
    this.ended = ended;
  }

  byte[] traceId() {
    return traceId;
  }

  /** Converts a time from {@link System#nanoTime} to nanoseconds since 1970. */
  long epochNanos(long moment) {
    return epochOffset + moment;
  }

  /** The spans; the root span is the last one. */
  synchronized List<RecordedSpan> spans() {
    return List.copyOf(spans);
  }

  synchronized int size() {
    return spans.size();
  }

  /** The number of spans that were omitted because of the limit. */
  synchronized int omitted() {
    return omitted;
  }

  /** Adds a closed span. */
  void add(RecordedSpan span) {
    if (addTo(span) && span.isRoot()) {
      ended.accept(this);
    }
  }

  private synchronized boolean addTo(RecordedSpan span) {
    if (complete) {
      return false;
    }
    complete = span.isRoot();
    if (complete || spans.size() < SPANS_AT_MOST) {
      spans.add(span);
    } else {
      omitted++;
    }
    return true;
  }
}
