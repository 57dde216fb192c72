package dev.restauth.store.sql;

import dev.restauth.figure.Figure;
import dev.restauth.figure.Figure.Kind;
import dev.restauth.figure.Figure.Readings;
import dev.restauth.figure.Histogram;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;

/**
 * Measures database calls of one kind: reads or writes. Thread-safe.
 *
 * @param durations the time from each call to its result
 * @param outage the log of failures, which knows whether calls currently fail
 * @param active the number of connections in use
 * @param idle the number of idle connections
 * @param waiting the number of calls that wait for a connection, for their turn at a row, or for
 *     the thread that owns the connection
 * @param late the number of calls whose turn at a row did not come in time
 */
record CallMeter(
    Histogram durations,
    OutageLog outage,
    IntSupplier active,
    IntSupplier idle,
    IntSupplier waiting,
    LongSupplier late) {
  private static final String KIND = "kind";

  /**
   * Returns a histogram for call durations. SQLite reads within microseconds; PostgreSQL with a
   * standby commits within milliseconds.
   */
  static Histogram histogram() {
    return Histogram.ofSeconds(0.0005, 0.002, 0.005, 0.01, 0.025, 0.1, 0.5, 2, 5);
  }

  /**
   * Returns the figures (metrics) of a store.
   *
   * @param commits the duration of each commit
   * @param groups the number of callers' transactions in each commit; empty if no transactions
   *     share a commit
   */
  static List<Figure> figures(
      CallMeter reading, CallMeter writing, Histogram commits, List<Histogram> groups) {
    List<CallMeter> both = List.of(reading, writing);
    List<Figure> all = new ArrayList<>();
    all.add(
        new Figure(
            Kind.HISTOGRAM,
            "restauth_store_duration_seconds",
            "Time of a transaction, with its wait for a connection and its commit",
            List.of(KIND),
            readings -> both.forEach(each -> readings.distribution(each.durations, each.kind()))));
    all.add(
        Figure.histogram(
            "restauth_store_commit_duration_seconds",
            "Time of a commit, with its wait for the disk or for a standby",
            commits));
    all.add(
        new Figure(
            Kind.HISTOGRAM,
            "restauth_store_commit_group_size",
            "Transactions that shared a commit; on SQLite only",
            List.of(),
            readings -> groups.forEach(readings::distribution)));
    all.add(
        gauge(
            both,
            "restauth_store_waiting",
            "Transactions that wait for a connection, for a turn, or for the writing thread",
            each -> each.waiting.getAsInt()));
    all.add(
        gauge(
            both,
            "restauth_store_outage",
            "1 while the database cannot be read or written, otherwise 0",
            each -> each.outage.isLasting() ? 1 : 0));
    all.add(
        new Figure(
            Kind.COUNTER,
            "restauth_store_failures_total",
            "Transactions that failed or were refused, because the database did not work",
            List.of(KIND),
            readings -> read(both, readings, each -> each.outage.failures())));
    all.add(
        new Figure(
            Kind.COUNTER,
            "restauth_store_late_turns_total",
            "Transactions that were refused, because others locked the same row for too long",
            List.of(KIND),
            readings -> read(both, readings, each -> each.late.getAsLong())));
    all.add(
        new Figure(
            Kind.GAUGE,
            "restauth_store_connections",
            "Connections to the database",
            List.of(KIND, "state"),
            readings ->
                both.forEach(
                    each -> {
                      readings.value(each.active.getAsInt(), each.kind(), "active");
                      readings.value(each.idle.getAsInt(), each.kind(), "idle");
                    })));
    return all;
  }

  private String kind() {
    return outage.what();
  }

  private static Figure gauge(
      List<CallMeter> both, String name, String help, ToLongFunction<CallMeter> value) {
    return new Figure(
        Kind.GAUGE, name, help, List.of(KIND), readings -> read(both, readings, value));
  }

  private static void read(
      List<CallMeter> both, Readings readings, ToLongFunction<CallMeter> value) {
    both.forEach(each -> readings.value(value.applyAsLong(each), each.kind()));
  }
}
