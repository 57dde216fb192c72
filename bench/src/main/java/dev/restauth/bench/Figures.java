package dev.restauth.bench;

import java.util.Arrays;
import java.util.List;

/** What is made of many measurements. */
final class Figures {
  private static final double NANOS_A_MICRO = 1_000;

  private Figures() {}

  static double median(List<Double> values) {
    return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
  }

  /**
   * Of latencies.
   *
   * @param nanos sorted by this
   * @param share such as 0.99
   * @return microseconds
   */
  static double percentileMicros(long[] nanos, double share) {
    Arrays.sort(nanos);
    return nanos[(int) (nanos.length * share)] / NANOS_A_MICRO;
  }
}
