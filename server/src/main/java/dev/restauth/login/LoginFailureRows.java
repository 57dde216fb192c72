package dev.restauth.login;

import dev.restauth.store.Row;
import dev.restauth.store.Transaction;
import java.time.Instant;
import java.util.Optional;

/**
 * Log-ins that failed one after the other, as keyed digests of who was meant: nobody can read from the
 * database whose name was tried. Each call is atomic.
 */
public record LoginFailureRows(Transaction tx) {
  /**
   * How often.
   *
   * @param failed one after the other, at least 1
   * @param lastAt when the last one did, to the microsecond
   */
  public record FailureCount(long failed, Instant lastAt) {}

  /** What was counted, or empty. */
  public Optional<FailureCount> find(byte[] digest) {
    return tx.sql()
        .one(
            "SELECT failed, failed_at FROM login_failure WHERE digest = ?",
            LoginFailureRows::row,
            digest);
  }

  /**
   * Counts one more.
   *
   * @param atLeast what the count is then at least, 1 or more
   * @return what it is then
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

  /** Begins to count from nothing. */
  public void forget(byte[] digest) {
    tx.sql().change("DELETE FROM login_failure WHERE digest = ?", digest);
  }

  /**
   * Removes counts.
   *
   * @param before those whose last failure is older
   * @param atMost how many, at least 1
   * @return how many were removed
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
