package dev.restauth.trace;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The spans of one trace that end in this server. The recording passes them on together when the root span ends. If the root
 * span is never closed, it is dropped together with its spans. Thread-safe.
 */
final class Recording {
  /** A request that reads a thousand rows one by one must not fill the queue. */
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
   * @param now the time at this moment
   * @param ended receives the trace when its root has ended
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

  /** The spans, the root last. */
  synchronized List<RecordedSpan> spans() {
    return List.copyOf(spans);
  }

  /** The number of spans. */
  synchronized int size() {
    return spans.size();
  }

  /** The number of spans beyond the limit. */
  synchronized int omitted() {
    return omitted;
  }

  /** Adds an ended span. */
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
