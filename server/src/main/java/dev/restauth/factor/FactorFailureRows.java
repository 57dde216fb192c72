package dev.restauth.factor;

import dev.restauth.store.Row;
import dev.restauth.store.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Statements on the table {@code factor_failure}, which counts an account's consecutive wrong
 * codes. Each call is atomic.
 */
record FactorFailureRows(Transaction tx) {
  /**
   * A row of the table.
   *
   * @param wrong the number of consecutive wrong codes
   * @param freeAt the time from which earlier codes no longer count
   */
  record Failures(long wrong, Instant freeAt) {}

  Optional<Failures> find(long accountId, boolean known) {
    return tx.sql()
        .one(
            "SELECT wrong, free_at FROM factor_failure WHERE account_id = ? AND known = ?",
            FactorFailureRows::row,
            accountId,
            flag(known));
  }

  /**
   * Counts a code before it is checked. A simultaneous transaction that also counts a code has to
   * wait.
   *
   * @param interval the time for which one code counts
   */
  Failures add(long accountId, boolean known, Duration interval, Instant now) {
    long micros = interval.toMillis() * 1_000;
    return tx.sql()
        .one(
            "INSERT INTO factor_failure (account_id, known, wrong, free_at) VALUES (?, ?, 1, ?)"
                + " ON CONFLICT (account_id, known) DO UPDATE SET wrong = factor_failure.wrong + 1,"
                + " free_at = CASE WHEN factor_failure.free_at > ? THEN factor_failure.free_at + ?"
                + " ELSE excluded.free_at END RETURNING wrong, free_at",
            FactorFailureRows::row,
            accountId,
            flag(known),
            now.plus(interval),
            now,
            micros)
        .orElseThrow();
  }

  /** Removes the count of wrong codes, after a correct code. */
  void reset(long accountId, boolean known) {
    tx.sql()
        .change(
            "DELETE FROM factor_failure WHERE account_id = ? AND known = ?",
            accountId,
            flag(known));
  }

  /** Removes the counts of an account's wrong codes, for all addresses. */
  void resetAll(long accountId) {
    tx.sql().change("DELETE FROM factor_failure WHERE account_id = ?", accountId);
  }

  /**
   * Removes old rows.
   *
   * @param atMost the maximum number of rows to remove, at least 1
   * @return the number of removed rows
   */
  int purge(Instant before, long atMost) {
    return tx.sql()
        .change(
            "DELETE FROM factor_failure WHERE (account_id, known) IN (SELECT account_id, known"
                + " FROM factor_failure WHERE free_at <= ? ORDER BY free_at LIMIT ?)"
                + " AND free_at <= ?", // unless just renewed
            before,
            atMost,
            before);
  }

  private static long flag(boolean known) {
    return known ? 1 : 0;
  }

  private static Failures row(Row row) {
    return new Failures(row.number("wrong"), row.instant("free_at"));
  }
}
