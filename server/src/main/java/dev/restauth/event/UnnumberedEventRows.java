package dev.restauth.event;

import dev.restauth.store.Transaction;

/** Statements on events that have no number yet. */
record UnnumberedEventRows(Transaction tx) {

  void add(EventRow row) {
    tx.sql()
        .change(
            "INSERT INTO event_unnumbered (id, at, type, actor, account_id, outcome, object,"
                + " request, members, commitment) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            row.id(),
            row.at(),
            row.type(),
            row.actor(),
            row.account(),
            row.outcome(),
            row.object(),
            row.request(),
            row.members(),
            row.personal().map(EventRow.Personal::commitment));
  }

  /** Erases the request ids of an account's events, because a client may have chosen them. */
  void eraseRequests(long accountId) {
    tx.sql().change("UPDATE event_unnumbered SET request = NULL WHERE account_id = ?", accountId);
  }

  /**
   * Returns whether any event has no number yet. The table contains only events of the last second,
   * so this look-up is always fast.
   */
  boolean any() {
    return tx.sql()
        .one("SELECT id FROM event_unnumbered LIMIT 1", row -> row.text("id"))
        .isPresent();
  }

  /**
   * Removes the events that are now in the table of numbered events, with a number above {@code
   * number}.
   */
  void removeNumbered(long number) {
    tx.sql()
        .change(
            "DELETE FROM event_unnumbered WHERE id IN (SELECT id FROM event WHERE number > ?)",
            number);
  }
}
