package dev.restauth.login;

import dev.restauth.store.Transaction;
import java.time.Instant;

/**
 * Statements on the table {@code half_login}, which counts consecutive correct passwords without
 * the second factor. Each call is atomic.
 */
record HalfLoginRows(Transaction tx) {

  /** Counts a correct password, and returns the new count. */
  long add(long accountId, Instant now) {
    return tx.sql()
        .one(
            "INSERT INTO half_login (account_id, logins, last_at) VALUES (?, 1, ?)"
                + " ON CONFLICT (account_id) DO UPDATE SET logins = half_login.logins + 1,"
                + " last_at = excluded.last_at RETURNING logins",
            row -> row.number("logins"),
            accountId,
            now)
        .orElseThrow();
  }

  /** Returns whether the table has a count for an account. */
  boolean any(long accountId) {
    return tx.sql()
        .one(
            "SELECT logins FROM half_login WHERE account_id = ?",
            row -> row.number("logins"),
            accountId)
        .isPresent();
  }

  void reset(long accountId) {
    tx.sql().change("DELETE FROM half_login WHERE account_id = ?", accountId);
  }

  /**
   * Removes old counts.
   *
   * @param atMost the maximum number of counts to remove, at least 1
   * @return the number of removed counts
   */
  int purge(Instant before, long atMost) {
    return tx.sql()
        .change(
            "DELETE FROM half_login WHERE account_id IN (SELECT account_id FROM half_login"
                + " WHERE last_at < ? ORDER BY last_at LIMIT ?)"
                + " AND last_at < ?", // unless just renewed
            before,
            atMost,
            before);
  }
}
