package dev.restauth.event;

import dev.restauth.store.Row;
import dev.restauth.store.Transaction;

/** Statements on the table that contains the event counter in a single row. */
record EventCounterRows(Transaction tx) {

  /**
   * The state of the counter.
   *
   * @param number the last number that was assigned; 0 if there was none
   * @param removed the number of the last event that was removed; 0 if none was removed
   */
  record Counter(long number, long removed) {
    private static Counter of(Row row) {
      return new Counter(row.number("number"), row.number("removed"));
    }
  }

  Counter read() {
    return tx.sql()
        .one("SELECT number, removed FROM event_counter WHERE id = 1", Counter::of)
        .orElseThrow();
  }

  /** Reads the counter and locks it. Other transactions that number or remove events wait. */
  Counter lock() {
    return tx.sql()
        .one(
            "UPDATE event_counter SET number = number WHERE id = 1 RETURNING number, removed",
            Counter::of)
        .orElseThrow();
  }

  void advance(long by) {
    tx.sql().change("UPDATE event_counter SET number = number + ? WHERE id = 1", by);
  }

  void removedUpTo(long number) {
    tx.sql().change("UPDATE event_counter SET removed = ? WHERE id = 1", number);
  }
}
