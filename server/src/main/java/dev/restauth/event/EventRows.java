package dev.restauth.event;

import dev.restauth.store.Transaction;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Statements on events that have a number. Each query begins at a position in an index, so that its
 * cost does not depend on the size of the table.
 */
record EventRows(Transaction tx) {
  private static final String COLUMNS =
      "SELECT number, id, at, type, actor, event.account_id AS account_id, outcome, object,"
          + " request, members, commitment, salt, personal FROM event LEFT JOIN event_person ON"
          + " event_person.event_id = event.id ";

  private static final String BETWEEN = " number > ? AND number < ? ORDER BY number LIMIT ?";

  static final String ALL = COLUMNS + "WHERE" + BETWEEN;
  static final String OF_TYPE = COLUMNS + "WHERE type = ? AND" + BETWEEN;
  static final String OF_ACCOUNT = COLUMNS + "WHERE event.account_id = ? AND" + BETWEEN;
  static final String OF_ACTOR = COLUMNS + "WHERE actor = ? AND" + BETWEEN;
  static final String NEWEST_OF_ACCOUNT =
      COLUMNS + "WHERE event.account_id = ? AND number < ? ORDER BY number DESC LIMIT ?";
  static final String LAST_BEFORE =
      "SELECT number FROM event WHERE at < ? ORDER BY at DESC LIMIT 1";
  static final String FIRST_AFTER = "SELECT number FROM event WHERE at > ? ORDER BY at LIMIT 1";

  /**
   * A range of event numbers, which excludes both bounds, and the maximum number of events to
   * read.
   */
  record Range(long after, long before, long atMost) {}

  /**
   * Numbers events that have no number yet, in the order of their times. The caller must have
   * locked the counter.
   *
   * @param last the last number that was assigned
   * @return the number of events that were numbered
   */
  int number(long last, long atMost) {
    return tx.sql()
        .change(
            "INSERT INTO event (number, id, at, type, actor, account_id, outcome, object, request,"
                + " members, commitment) SELECT ? + row_number() OVER (ORDER BY at, id), id, at,"
                + " type, actor, account_id, outcome, object, request, members, commitment"
                + " FROM (SELECT * FROM event_unnumbered ORDER BY at, id LIMIT ?) AS next",
            last,
            atMost);
  }

  List<NumberedEvent> all(Range range) {
    return tx.sql().all(ALL, NumberedEvent::of, range.after(), range.before(), range.atMost());
  }

  List<NumberedEvent> ofType(String type, Range range) {
    return tx.sql()
        .all(OF_TYPE, NumberedEvent::of, type, range.after(), range.before(), range.atMost());
  }

  List<NumberedEvent> ofAccount(long account, Range range) {
    return tx.sql()
        .all(OF_ACCOUNT, NumberedEvent::of, account, range.after(), range.before(), range.atMost());
  }

  List<NumberedEvent> ofActor(String actor, Range range) {
    return tx.sql()
        .all(OF_ACTOR, NumberedEvent::of, actor, range.after(), range.before(), range.atMost());
  }

  /** The newest events of an account with numbers below {@code before}, newest first. */
  List<NumberedEvent> newestOfAccount(long account, long before, long atMost) {
    return tx.sql().all(NEWEST_OF_ACCOUNT, NumberedEvent::of, account, before, atMost);
  }

  /** The number of the last event before a time. */
  Optional<Long> lastBefore(Instant time) {
    return tx.sql().one(LAST_BEFORE, row -> row.number("number"), time);
  }

  /** The number of the first event after a time. */
  Optional<Long> firstAfter(Instant time) {
    return tx.sql().one(FIRST_AFTER, row -> row.number("number"), time);
  }

  /** The number and the time of an event. */
  record Dated(long number, Instant at) {}

  /** The events with the lowest numbers. */
  List<Dated> first(long atMost) {
    return tx.sql()
        .all(
            "SELECT number, at FROM event ORDER BY number LIMIT ?",
            row -> new Dated(row.number("number"), row.instant("at")),
            atMost);
  }

  void removeUpTo(long number) {
    tx.sql().change("DELETE FROM event WHERE number <= ?", number);
  }

  /** Erases the request ids of an account's events, because a client may have chosen them. */
  void eraseRequests(long accountId) {
    tx.sql()
        .change(
            "UPDATE event SET request = NULL WHERE account_id = ? AND request IS NOT NULL",
            accountId);
  }
}
