package dev.restauth.http;

import dev.restauth.figure.Histogram;
import java.util.concurrent.atomic.LongAdder;

/**
 * The durations of the requests to one route, by status class. All memory is allocated when the
 * route is declared, so that an event loop records a request with a few atomic additions.
 * Thread-safe.
 */
final class RouteMeter {
  /** The number of status classes, from 1xx to 5xx. */
  private static final int CLASSES = 5;

  private static final int TOO_MANY_REQUESTS = 429;

  /**
   * The bounds of the histograms, in seconds: a token check takes microseconds, a log-in tens of
   * milliseconds.
   */
  private static final double[] BOUNDS = {0.001, 0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 5, 10};

  private final Histogram[] byClass = new Histogram[CLASSES];
  private final LongAdder throttled = new LongAdder();

  RouteMeter() {
    for (int i = 0; i < CLASSES; i++) {
      byClass[i] = Histogram.ofSeconds(BOUNDS);
    }
  }

  void record(int status, long nanos) {
    byClass[Math.clamp(status / 100 - 1, 0, CLASSES - 1)].record(nanos);
    if (status == TOO_MANY_REQUESTS) {
      throttled.increment();
    }
  }

  /** Receives the recorded durations. */
  interface Reader {
    void read(String statusClass, Histogram durations);
  }

  /** Passes to the reader each status class that has occurred. */
  void forEachClass(Reader reader) {
    for (int i = 0; i < CLASSES; i++) {
      if (byClass[i].count() > 0) {
        reader.read(i + 1 + "xx", byClass[i]);
      }
    }
  }

  /** Returns the number of answers in a status class. */
  long count(int statusClass) {
    return byClass[statusClass - 1].count();
  }

  /** Returns the number of answers with status 429. */
  long throttled() {
    return throttled.sum();
  }
}
