package dev.restauth.figure;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * A distribution of durations or sizes since the start, in a few buckets. Recording needs two
 * atomic additions, and allocates nothing. Thread-safe. A reader may see a value in its bucket a
 * moment before it appears in the sum.
 */
public final class Histogram {
  private static final double NANOS_A_SECOND = 1e9;

  /**
   * The upper bounds of all buckets but the last, in the displayed unit. The last bucket has no
   * bound.
   */
  private final double[] bounds;

  /** The {@link #bounds} in the recorded unit. */
  private final long[] limits;

  private final double recordedPerShown;

  /** The number of values in each bucket; the last element is the sum of all values. */
  private final AtomicLongArray counts;

  private Histogram(double recordedPerShown, double... bounds) {
    this.recordedPerShown = recordedPerShown;
    this.bounds = bounds;
    this.limits = new long[bounds.length];
    for (int i = 0; i < bounds.length; i++) {
      limits[i] = Math.round(bounds[i] * recordedPerShown);
    }
    this.counts = new AtomicLongArray(bounds.length + 2);
  }

  /**
   * Creates a histogram of durations, which are recorded in nanoseconds and displayed in seconds.
   *
   * @param bounds the upper bounds of the buckets, ascending, in seconds
   */
  public static Histogram ofSeconds(double... bounds) {
    return new Histogram(NANOS_A_SECOND, bounds.clone());
  }

  /** Creates a histogram of numbers. */
  public static Histogram ofNumbers(double... bounds) {
    return new Histogram(1, bounds.clone());
  }

  /** Records a value, which is a number of nanoseconds or a plain number. */
  public void record(long value) {
    int bucket = 0;
    while (bucket < limits.length && value > limits[bucket]) {
      bucket++;
    }
    counts.getAndIncrement(bucket);
    counts.getAndAdd(limits.length + 1, value);
  }

  /** Returns the number of values. */
  public long count() {
    long count = 0;
    for (int i = 0; i <= limits.length; i++) {
      count += counts.get(i);
    }
    return count;
  }

  /** Returns the sum of the values, in the displayed unit. */
  public double sum() {
    return counts.get(limits.length + 1) / recordedPerShown;
  }

  /**
   * Returns the upper bounds of the buckets, in the displayed unit; the last bound is infinite.
   */
  public double[] bounds() {
    double[] all = new double[bounds.length + 1];
    System.arraycopy(bounds, 0, all, 0, bounds.length);
    all[bounds.length] = Double.POSITIVE_INFINITY;
    return all;
  }

  /** Returns the number of values in each bucket, not cumulative. */
  public long[] buckets() {
    long[] all = new long[limits.length + 1];
    for (int i = 0; i < all.length; i++) {
      all[i] = counts.get(i);
    }
    return all;
  }
}
