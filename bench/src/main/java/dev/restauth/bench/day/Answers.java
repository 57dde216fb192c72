package dev.restauth.bench.day;

import dev.restauth.bench.Figures;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;

/** The answers to the requests of one kind. Thread-safe. */
final class Answers {
  private static final double MICROS_A_MILLI = 1_000;

  private final LongStream.Builder first = LongStream.builder();
  private final LongStream.Builder last = LongStream.builder();
  private final Map<String, Integer> unexpected = new TreeMap<>();
  private long offered;
  private long answered;

  synchronized void offered() {
    offered++;
  }

  /**
   * Undoes {@link #offered} for a request that was not sent, because there was no session or no
   * account for it.
   */
  synchronized void skipped() {
    offered--;
  }

  /**
   * Records an expected answer.
   *
   * @param tenth the tenth of the measured time in which the request was due, from 0 to 9
   * @param nanos the time from the moment when the request was due until the answer
   */
  synchronized void answered(int tenth, long nanos) {
    answered++;
    if (tenth == 0) {
      first.add(nanos);
    } else if (tenth == Day.TENTHS - 1) {
      last.add(nanos);
    }
  }

  synchronized void failed(String reason) {
    unexpected.merge(reason, 1, Integer::sum);
  }

  synchronized Map<String, Integer> unexpected() {
    return Map.copyOf(unexpected);
  }

  synchronized long count() {
    return answered;
  }

  /** Returns a row of a Markdown table, without its first cell. */
  synchronized String row(long seconds) {
    long[] early = first.build().toArray();
    long[] late = last.build().toArray();
    return String.format(
        Locale.ROOT,
        "%s | %s | %d | %s | %s | %s | %s",
        rate(offered, seconds),
        rate(answered, seconds),
        unexpected.values().stream().mapToInt(Integer::intValue).sum(),
        millis(early, 0.5),
        millis(late, 0.5),
        millis(early, 0.99),
        millis(late, 0.99));
  }

  private static String rate(long count, long seconds) {
    double rate = (double) count / seconds;
    return String.format(Locale.ROOT, rate < 10 ? "%.2f" : "%.0f", rate);
  }

  private static String millis(long[] nanos, double share) {
    return nanos.length == 0
        ? "–"
        : String.format(
            Locale.ROOT, "%.1f", Figures.percentileMicros(nanos, share) / MICROS_A_MILLI);
  }
}
