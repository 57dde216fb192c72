package dev.restauth.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Statistics of measurements. */
public final class Figures {
  private static final double NANOS_A_MICRO = 1_000;
  private static final double NANOS_A_MILLI = 1_000_000;

  private Figures() {}

  static double median(List<Double> values) {
    return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
  }

  /**
   * Returns a percentile of latencies.
   *
   * @param nanos the latencies in nanoseconds; this method sorts them
   * @param share the percentile, such as 0.99
   * @return microseconds
   */
  public static double percentileMicros(long[] nanos, double share) {
    Arrays.sort(nanos);
    return nanos[(int) (nanos.length * share)] / NANOS_A_MICRO;
  }

  /**
   * Returns the median, the 99th percentile and the maximum, in milliseconds.
   *
   * @param nanos the latencies in nanoseconds; this method sorts them
   * @param between the separator between the three
   */
  static String millis(long[] nanos, String between) {
    Arrays.sort(nanos);
    return millis(nanos[nanos.length / 2])
        + between
        + "**"
        + millis(nanos[(int) (nanos.length * 0.99)])
        + "**"
        + between
        + millis(nanos[nanos.length - 1]);
  }

  static String millis(long nanos) {
    return String.format(Locale.ROOT, "%.1f", nanos / NANOS_A_MILLI);
  }
}
