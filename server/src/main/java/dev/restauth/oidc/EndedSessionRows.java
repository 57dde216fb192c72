package dev.restauth.oidc;

import dev.restauth.store.Transaction;
import java.util.List;

/**
 * Rows of sessions of clients that have ended. The transaction that ends a session adds its row. Each call is atomic.
 */
record EndedSessionRows(Transaction tx) {
  /** A session that has ended. */
  record Ended(String sessionId, String clientId, long accountId) {}

  /** Returns whether there is any. */
  boolean any() {
    return tx.sql()
        .one("SELECT session_id FROM ended_client_session LIMIT 1", row -> row.text("session_id"))
        .isPresent();
  }

  /** Removes the oldest rows, at most this number, and returns them. */
  List<Ended> take(long atMost) {
    return tx.sql()
        .all(
            "DELETE FROM ended_client_session WHERE session_id IN"
                + " (SELECT session_id FROM ended_client_session ORDER BY ended_at LIMIT ?)"
                + " RETURNING session_id, client_id, account_id",
            row ->
                new Ended(row.text("session_id"), row.text("client_id"), row.number("account_id")),
            atMost);
  }
}
