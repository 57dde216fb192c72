package dev.restauth.login;

import dev.restauth.store.Row;
import dev.restauth.store.Transaction;
import java.time.Instant;
import java.util.Optional;

/**
 * Counts of consecutive failed log-ins, by keyed digests of the user name, so that nobody can read a name from the database.
 * Each call is atomic.
 */
public record LoginFailureRows(Transaction tx) {
  /**
   * The number of failures.
   *
   * @param failed consecutive failures, at least 1
   * @param lastAt the time of the last failure, to the microsecond
   */
  public record FailureCount(long failed, Instant lastAt) {}

  /** Returns the count, or empty. */
  public Optional<FailureCount> find(byte[] digest) {
    return tx.sql()
        .one(
            "SELECT failed, failed_at FROM login_failure WHERE digest = ?",
            LoginFailureRows::row,
            digest);
  }

  /**
   * Counts one more failure.
   *
   * @param atLeast the minimum of the new count, 1 or more
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

  /** Deletes the count. */
  public void delete(byte[] digest) {
    tx.sql().change("DELETE FROM login_failure WHERE digest = ?", digest);
  }

  /**
   * Removes old counts.
   *
   * @param before the limit: counts whose last failure is older are removed
   * @param atMost the maximum number to remove, at least 1
   * @return the number removed
   */
  public int purge(Instant before, long atMost) {
    return tx.sql()
        .change(
            "DELETE FROM login_failure WHERE digest IN (SELECT digest FROM login_failure"
                + " WHERE failed_at < ? ORDER BY failed_at LIMIT ?)",
            before,
            atMost);
  }

  private static FailureCount row(Row row) {
    return new FailureCount(row.number("failed"), row.instant("failed_at"));
  }
}
