package dev.restauth.event;

import dev.restauth.event.EventRows.Range;
import dev.restauth.store.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A page of events. The query reads only the index of the narrowest filter, and at most {@value
 * #SCANNED} rows. The cost of a page therefore does not depend on the size of the table. A page may
 * have fewer events than requested, or none, even if another page follows.
 *
 * @param last the highest number of any event; 0 in a page that {@link #newest} returns
 * @param next the number after which the next page begins; empty if this is the last page
 */
record EventPage(List<NumberedEvent> events, Optional<Long> next, long last) {
  private static final int SCANNED = 1_000;

  /**
   * The maximum time from the beginning of a transaction to the numbering of its event, including
   * the difference between clocks. If the times of two events differ by more than this, the later
   * event has the higher number.
   */
  private static final Duration DISORDER = Duration.ofMinutes(15);

  /** The requested events have been removed. */
  static final class GoneException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final long removed;

    GoneException(long removed) {
      super("", null, false, false);
      this.removed = removed;
    }

    long removed() {
      return removed;
    }
  }

  /**
   * A query.
   *
   * @param after the last number that the caller has read; 0 if none
   * @param from the earliest time
   * @param to the end of the time range, exclusive
   */
  record Query(
      long after,
      Optional<String> type,
      Optional<Long> account,
      Optional<String> actor,
      Optional<Instant> from,
      Optional<Instant> to,
      int limit) {

    /** Returns whether an event from the index matches all filters. */
    private boolean matches(NumberedEvent event) {
      return type.filter(wanted -> !wanted.equals(event.type())).isEmpty()
          && (account.isEmpty() || account.equals(event.account()))
          && (actor.isEmpty() || actor.equals(event.actor()))
          && from.filter(event.at()::isBefore).isEmpty()
          && to.filter(end -> !event.at().isBefore(end)).isEmpty();
    }

    /** Returns whether every row of the index matches all filters. */
    private boolean isExact() {
      long filters = List.of(type, account, actor).stream().filter(Optional::isPresent).count();
      return filters <= 1 && from.isEmpty() && to.isEmpty();
    }

    private Range range(EventRows rows) {
      long first = from.flatMap(time -> rows.lastBefore(time.minus(DISORDER))).orElse(0L);
      long end = to.flatMap(time -> rows.firstAfter(time.plus(DISORDER))).orElse(Long.MAX_VALUE);
      return new Range(Math.max(after, first), end, isExact() ? limit + 1L : SCANNED);
    }

    private List<NumberedEvent> read(EventRows rows) {
      Range range = range(rows);
      if (account.isPresent()) {
        return rows.ofAccount(account.get(), range);
      }
      return actor
          .map(wanted -> rows.ofActor(wanted, range))
          .or(() -> type.map(wanted -> rows.ofType(wanted, range)))
          .orElseGet(() -> rows.all(range));
    }
  }

  /**
   * Reads a page.
   *
   * @throws GoneException if events after {@code query.after()} were removed
   */
  static EventPage read(Transaction tx, Query query) {
    EventCounterRows.Counter counter = new EventCounterRows(tx).read();
    if (query.after() > 0 && query.after() < counter.removed()) {
      throw new GoneException(counter.removed());
    }
    List<NumberedEvent> read = query.read(new EventRows(tx));
    boolean full = read.size() == (query.isExact() ? query.limit() + 1 : SCANNED);
    return page(read, full, query.limit(), query::matches, counter.number());
  }

  /**
   * Reads the newest events of an account.
   *
   * @param before the number of the last event on the previous page
   */
  static EventPage newest(Transaction tx, long account, long before, int limit) {
    List<NumberedEvent> read = new EventRows(tx).newestOfAccount(account, before, limit + 1L);
    return page(read, false, limit, _ -> true, 0);
  }

  private static EventPage page(
      List<NumberedEvent> read,
      boolean full,
      int limit,
      Predicate<NumberedEvent> wanted,
      long last) {
    List<NumberedEvent> events = new ArrayList<>();
    for (NumberedEvent each : read) {
      if (events.size() == limit) {
        return new EventPage(events, Optional.of(events.getLast().number()), last);
      }
      if (wanted.test(each)) {
        events.add(each);
      }
    }
    return new EventPage(
        events, full ? Optional.of(read.getLast().number()) : Optional.empty(), last);
  }
}
