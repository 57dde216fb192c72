package dev.restauth.login;

import dev.restauth.store.Row;
import dev.restauth.store.Transaction;
import java.time.Instant;
import java.util.Optional;

/**
 * The counts of consecutive failed log-ins. The table contains keyed digests of the user names, so
 * nobody can read a name in the database. Each call is atomic.
 */
public record LoginFailureRows(Transaction tx) {
  /**
   * The number of failures.
   *
   * @param failed the number of consecutive failures, at least 1
   * @param lastAt the time of the last failure, with microsecond precision
   */
  public record FailureCount(long failed, Instant lastAt) {}

  /** Returns the count; empty if there is none. */
  public Optional<FailureCount> find(byte[] digest) {
    return tx.sql()
        .one(
            "SELECT failed, failed_at FROM login_failure WHERE digest = ?",
            LoginFailureRows::row,
            digest);
  }

  /**
   * Counts a failure.
   *
   * @param atLeast the minimum of the new count, at least 1
   * @return the new count
   */
  public FailureCount add(byte[] digest, long atLeast, Instant at) {
    return tx.sql()
        .one(
            "INSERT INTO login_failure (digest, failed, failed_at) VALUES (?, ?, ?)"
                + " ON CONFLICT (digest) DO UPDATE SET failed = CASE"
                + " WHEN login_failure.failed < excluded.failed THEN excluded.failed"
                + " ELSE login_failure.failed + 1 END, failed_at = excluded.failed_at"
                + " RETURNING failed, failed_at",
            LoginFailureRows::row,
            digest,
            atLeast,
            at)
        .orElseThrow();
  }

  /** Deletes a count. */
  public void delete(byte[] digest) {
    tx.sql().change("DELETE FROM login_failure WHERE digest = ?", digest);
  }

  /**
   * Removes old counts.
   *
   * @param before counts whose last failure is older than this time are removed
   * @param atMost the maximum number of counts to remove, at least 1
   * @return the number of removed counts
   */
  public int purge(Instant before, long atMost) {
    return tx.sql()
        .change(
            "DELETE FROM login_failure WHERE digest IN (SELECT digest FROM login_failure"
                + " WHERE failed_at < ? ORDER BY failed_at LIMIT ?)"
                + " AND failed_at < ?", // unless just renewed
            before,
            atMost,
            before);
  }

  private static FailureCount row(Row row) {
    return new FailureCount(row.number("failed"), row.instant("failed_at"));
  }
}
