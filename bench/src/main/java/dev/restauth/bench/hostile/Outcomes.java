package dev.restauth.bench.hostile;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** The outcomes of requests. Thread-safe. */
final class Outcomes {
  private final List<Long> nanos = new ArrayList<>();
  private final Map<String, Integer> failures = new TreeMap<>();
  private int again;

  synchronized void answered(long after) {
    nanos.add(after);
  }

  synchronized void failed(String why) {
    failures.merge(why, 1, Integer::sum);
  }

  /** Counts a request that was sent again, because the server had closed the idle connection. */
  synchronized void again() {
    again++;
  }

  synchronized boolean areGood() {
    return failures.isEmpty() && !nanos.isEmpty();
  }

  /**
   * Returns the 99th percentile of the latencies in milliseconds; infinite if there is none.
   */
  synchronized double p99() {
    List<Long> sorted = nanos.stream().sorted().toList();
    return sorted.isEmpty()
        ? Double.POSITIVE_INFINITY
        : millis(sorted.get((int) (sorted.size() * 0.99)));
  }

  /** Returns the number of requests that were sent again. */
  synchronized int sentAgain() {
    return again;
  }

  /**
   * Returns the median, the 99th percentile and the maximum in milliseconds, and the failures with
   * their reasons.
   */
  @Override
  public synchronized String toString() {
    List<Long> sorted = nanos.stream().sorted().toList();
    int failed = failures.values().stream().mapToInt(Integer::intValue).sum();
    String latencies =
        sorted.isEmpty()
            ? "none answered"
            : String.format(
                Locale.ROOT,
                "%,d answered, median %.1f ms, p99 %.1f ms, longest %.0f ms",
                sorted.size(),
                millis(sorted.get(sorted.size() / 2)),
                p99(),
                millis(sorted.getLast()));
    return "%s; sent again %d; failed %,d %s"
        .formatted(latencies, again, failed, failures.isEmpty() ? "" : failures);
  }

  private static double millis(long nanos) {
    return nanos / (double) TimeUnit.MILLISECONDS.toNanos(1);
  }
}
