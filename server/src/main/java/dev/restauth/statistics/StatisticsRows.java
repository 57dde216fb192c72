package dev.restauth.statistics;

import com.google.errorprone.annotations.CompileTimeConstant;
import dev.restauth.store.Transaction;
import java.time.Instant;
import java.util.Optional;

/**
 * Counts rows. Each call reads a limited number of index entries, so that it takes only
 * milliseconds, however many rows there are. A long query would be a problem: a server has few
 * connections for reading, and aborts queries to PostgreSQL after two seconds.
 */
record StatisticsRows(Transaction tx) {
  /** The maximum number of rows that one call counts. */
  static final long SLICE = 20_000;

  /** The maximum number of mails, and of invitations, that are counted. */
  static final long AT_MOST = 100_000;

  /**
   * A counted slice of a table.
   *
   * @param last the position after which the next slice begins; empty if this is the last slice
   */
  record Slice<T>(long rows, Optional<T> last) {}

  /** Counts the accounts that are in a state and have an id greater than {@code after}. */
  Slice<Long> accounts(String state, long after) {
    return tx.sql()
        .one(
            "SELECT count(*) AS n, max(id) AS last FROM (SELECT id FROM account"
                + " WHERE state = ? AND id > ? ORDER BY id LIMIT ?) part",
            row -> {
              long rows = row.number("n");
              return new Slice<>(rows, row.findNumber("last").filter(_ -> rows == SLICE));
            },
            state,
            after,
            SLICE)
        .orElseThrow();
  }

  /**
   * Counts the sessions that end after a time. Sessions that end at the same time are in the same
   * slice.
   */
  Slice<Instant> sessions(Instant after) {
    Optional<Instant> last =
        tx.sql()
            .one(
                "SELECT ends_at FROM session WHERE ends_at > ? ORDER BY ends_at LIMIT 1 OFFSET ?",
                row -> row.instant("ends_at"),
                after,
                SLICE);
    if (last.isEmpty()) {
      return new Slice<>(
          number("SELECT count(*) AS n FROM session WHERE ends_at > ?", after), last);
    }
    long rows =
        tx.sql()
            .one(
                "SELECT count(*) AS n FROM session WHERE ends_at > ? AND ends_at <= ?",
                row -> row.number("n"),
                after,
                last.get())
            .orElseThrow();
    return new Slice<>(rows, last);
  }

  /** Counts the service keys in a state. There are only a few keys. */
  long serviceKeys(String state) {
    return number("SELECT count(*) AS n FROM service_key WHERE state = ?", state);
  }

  /** Counts the mails in a state, without decoy mails, up to {@link #AT_MOST}. */
  long mails(String state) {
    return tx.sql()
        .one(
            "SELECT count(*) AS n FROM (SELECT 1 FROM outbox WHERE kind <> 'decoy' AND state = ?"
                + " LIMIT ?) part",
            row -> row.number("n"),
            state,
            AT_MOST)
        .orElseThrow();
  }

  /** Counts the invitations that have not expired, up to {@link #AT_MOST}. */
  long invitations() {
    return tx.sql()
        .one(
            "SELECT count(*) AS n FROM (SELECT 1 FROM one_time_code WHERE purpose = 'invitation'"
                + " AND link_until > ? LIMIT ?) part",
            row -> row.number("n"),
            tx.now(),
            AT_MOST)
        .orElseThrow();
  }

  /**
   * Returns the number of security events since a time. Event numbers have hardly any gaps, so the
   * result is computed from the numbers of the first and the last event.
   */
  long events(Instant since) {
    Optional<Long> first =
        tx.sql()
            .one(
                "SELECT number FROM event WHERE at > ? ORDER BY at LIMIT 1",
                row -> row.number("number"),
                since);
    long last =
        tx.sql()
            .one("SELECT number FROM event_counter WHERE id = 1", row -> row.number("number"))
            .orElseThrow();
    return first.map(number -> events(number, last)).orElse(0L);
  }

  /**
   * Counts the events from one number to another. Event numbers have gaps only after a restore,
   * which skips many millions of numbers. Such a gap is larger than the number of all events, so if
   * a range contains a gap, its middle is in the gap.
   */
  private long events(long first, long last) {
    long middle = first + (last - first) / 2;
    Optional<Long> next =
        event("SELECT number FROM event WHERE number >= ? ORDER BY number LIMIT 1", middle);
    if (last - first < 2 || next.filter(number -> number == middle).isPresent()) {
      return Math.max(0, last - first + 1);
    }
    long before =
        event("SELECT number FROM event WHERE number < ? ORDER BY number DESC LIMIT 1", middle)
            .orElse(first);
    return events(first, before) + next.map(number -> events(number, last)).orElse(0L);
  }

  private Optional<Long> event(@CompileTimeConstant final String sql, long number) {
    return tx.sql().one(sql, row -> row.number("number"), number);
  }

  private long number(@CompileTimeConstant final String sql, Object parameter) {
    return tx.sql().one(sql, row -> row.number("n"), parameter).orElseThrow();
  }
}
