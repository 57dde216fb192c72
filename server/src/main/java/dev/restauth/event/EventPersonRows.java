package dev.restauth.event;

import dev.restauth.store.Transaction;

/** Statements on the personal parts of events. */
record EventPersonRows(Transaction tx) {

  /**
   * Adds the personal part of an event, unless it belongs to an account that is closed. The account
   * cannot be closed before the transaction ends, so its erasure finds the row.
   */
  void add(String eventId, EventRow.Personal personal) {
    if (personal.account().isEmpty()) {
      tx.sql()
          .change(
              "INSERT INTO event_person (event_id, salt, personal) VALUES (?, ?, ?)",
              eventId,
              personal.salt(),
              personal.text());
      return;
    }
    var _ =
        tx.sql()
            .all(
                // SQLite has only one writer, so no lock is needed.
                "INSERT INTO event_person (event_id, account_id, salt, personal) SELECT ?, id, ?, ?"
                    + " FROM account WHERE id = ? AND state <> 'closed' RETURNING account_id",
                "INSERT INTO event_person (event_id, account_id, salt, personal) SELECT ?, id, ?, ?"
                    + " FROM account WHERE id = ? AND state <> 'closed' FOR KEY SHARE"
                    + " RETURNING account_id",
                row -> row.number("account_id"),
                eventId,
                personal.salt(),
                personal.text(),
                personal.account().get());
  }

  /**
   * Erases the personal parts of an account's events. Also erases the reasons that administrators
   * gave when they acted as the account's owner.
   */
  void erase(long accountId) {
    String impersonated = EventType.USER_IMPERSONATED.text();
    tx.sql()
        .change(
            "DELETE FROM event_person WHERE account_id = ? OR event_id IN"
                + " (SELECT id FROM event WHERE account_id = ? AND type = ? UNION ALL"
                + " SELECT id FROM event_unnumbered WHERE account_id = ? AND type = ?)",
            accountId,
            accountId,
            impersonated,
            accountId,
            impersonated);
  }

  /** Removes the personal parts of all events with at most this number. */
  void removeUpTo(long number) {
    tx.sql()
        .change(
            "DELETE FROM event_person WHERE event_id IN (SELECT id FROM event WHERE number <= ?)",
            number);
  }
}
