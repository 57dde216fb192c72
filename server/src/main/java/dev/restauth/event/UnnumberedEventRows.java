package dev.restauth.event;

import dev.restauth.store.Transaction;
import java.util.Optional;

/** Statements on events that have no number yet. */
record UnnumberedEventRows(Transaction tx) {
  private static final String ADD =
      "INSERT INTO event_unnumbered (id, at, type, actor, account_id, outcome, object, members,"
          + " commitment, request) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, COALESCE(?,"
          + " (SELECT ? FROM account WHERE id = ? AND state <> 'closed'";

  /**
   * Adds an event. The event has no request id if it is about an account that is closed. If the
   * account is not closed, it cannot be closed before the transaction ends, so its erasure finds
   * the event.
   */
  void add(EventRow row) {
    var _ =
        tx.sql()
            .all(
                // SQLite has only one writer, so no lock is needed.
                ADD + "))) RETURNING id",
                ADD + " FOR KEY SHARE))) RETURNING id",
                found -> found.text("id"),
                row.id(),
                row.at(),
                row.type(),
                row.actor(),
                row.account(),
                row.outcome(),
                row.object(),
                row.members(),
                row.personal().map(EventRow.Personal::commitment),
                row.account().isEmpty() ? row.request() : Optional.empty(),
                row.request(),
                row.account());
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
