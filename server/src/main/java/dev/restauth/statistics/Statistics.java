package dev.restauth.statistics;

import dev.restauth.blocking.Blocking;
import dev.restauth.store.Store;
import dev.restauth.store.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;

/**
 * The latest numbers of rows, which all requests share. The server counts the rows about once a
 * minute, and not at all while no administrator requests the numbers. Thread-safe.
 *
 * <p>Accounts and sessions are counted in slices of their index, because there may be millions. A
 * slice takes a few milliseconds, and other queries can run between two slices. If counting takes
 * long nevertheless, the server counts less often.
 */
final class Statistics {
  /** The maximum age of the numbers, unless counting takes long. */
  static final Duration FRESH = Duration.ofMinutes(1);

  /** The remaining time of use below which the numbers are counted in advance. */
  private static final Duration AHEAD = Duration.ofSeconds(30); // dividedBy would load BigDecimal

  /** The pause between two counts, as a multiple of the duration of the first count. */
  private static final int REST = 4;

  private static final Duration DAY = Duration.ofDays(1);

  private final Store store;
  private final InstantSource clock;
  private volatile Optional<Counted> latest = Optional.empty();
  private volatile boolean asked = true;

  /**
   * Numbers of rows.
   *
   * @param countedAt the time at which counting began, by the database's clock
   * @param events the number of events in the last 24 hours
   */
  record Numbers(
      Instant countedAt,
      long activeAccounts,
      long disabledAccounts,
      long closedAccounts,
      long sessions,
      long activeServiceKeys,
      long disabledServiceKeys,
      long waitingMails,
      long failedMails,
      long invitations,
      long events) {}

  /**
   * The numbers, and the time for which they are used.
   *
   * @param at the time at which counting ended, by this server's clock
   * @param used the time for which the numbers are used, from {@code at} on
   */
  private record Counted(Numbers numbers, Instant at, Duration used) {}

  Statistics(Store store, InstantSource clock) {
    this.store = store;
    this.clock = clock;
  }

  /**
   * Returns the numbers. If the numbers are too old, the first caller counts the rows. Callers that
   * arrive in the meantime wait for the result.
   */
  Numbers latest() {
    asked = true;
    return fresh(Duration.ZERO).orElseGet(this::counted);
  }

  private Numbers counted() {
    Blocking.begin();
    synchronized (this) {
      return fresh(Duration.ZERO).orElseGet(this::count);
    }
  }

  /**
   * Counts in advance for the next requests, if the numbers will soon be too old. Does nothing if
   * nobody has requested the numbers since this method last counted. The first call after the start
   * needs no request.
   */
  synchronized boolean countAhead() {
    if (asked && fresh(AHEAD).isEmpty()) {
      asked = false;
      Numbers _ = count();
    }
    return false;
  }

  private Optional<Numbers> fresh(Duration longer) {
    Instant until = clock.instant().plus(longer);
    return latest.filter(each -> each.at().plus(each.used()).isAfter(until)).map(Counted::numbers);
  }

  private Numbers count() {
    long begun = System.nanoTime();
    Instant now = store.reading(Transaction::now);
    Numbers numbers =
        new Numbers(
            now,
            accounts("active"),
            accounts("disabled"),
            accounts("closed"),
            sessions(now),
            number(rows -> rows.serviceKeys("active")),
            number(rows -> rows.serviceKeys("disabled")),
            number(rows -> rows.mails("waiting")),
            number(rows -> rows.mails("failed")),
            number(StatisticsRows::invitations),
            number(rows -> rows.events(now.minus(DAY))));
    Duration rest = Duration.ofNanos(System.nanoTime() - begun).multipliedBy(REST).plus(AHEAD);
    Duration used = rest.compareTo(FRESH) > 0 ? rest : FRESH;
    latest = Optional.of(new Counted(numbers, clock.instant(), used));
    return numbers;
  }

  private long number(Function<StatisticsRows, Long> query) {
    return store.reading(tx -> query.apply(new StatisticsRows(tx)));
  }

  private long accounts(String state) {
    long rows = 0;
    Optional<Long> after = Optional.of(Long.MIN_VALUE);
    while (after.isPresent()) {
      long from = after.get();
      StatisticsRows.Slice<Long> slice =
          store.reading(tx -> new StatisticsRows(tx).accounts(state, from));
      rows += slice.rows();
      after = slice.last();
    }
    return rows;
  }

  private long sessions(Instant now) {
    long rows = 0;
    Optional<Instant> after = Optional.of(now);
    while (after.isPresent()) {
      Instant from = after.get();
      StatisticsRows.Slice<Instant> slice =
          store.reading(tx -> new StatisticsRows(tx).sessions(from));
      rows += slice.rows();
      after = slice.last();
    }
    return rows;
  }
}
