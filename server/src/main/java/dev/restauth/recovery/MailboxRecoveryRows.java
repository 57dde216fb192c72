package dev.restauth.recovery;

import dev.restauth.store.Transaction;
import java.time.Duration;
import java.time.Instant;

/**
 * Statements on the table {@code mailbox_recovery}: when the mailbox of an account last set its password, and removed
 * its factors. It may not do both within {@link #EXCLUSION}, since one mailbox is one factor. Each call is atomic.
 */
public record MailboxRecoveryRows(Transaction tx) {
  /** The time for which one of the two excludes the other. */
  public static final Duration EXCLUSION = Duration.ofDays(7);

  /** Returns the time since which one of the two excludes the other. */
  public static Instant since(Transaction tx) {
    return tx.now().minus(EXCLUSION);
  }

  /** Stores that the mailbox set the password. */
  void reset(long accountId, Instant now) {
    tx.sql()
        .change(
            "INSERT INTO mailbox_recovery (account_id, reset_at) VALUES (?, ?)"
                + " ON CONFLICT (account_id) DO UPDATE SET reset_at = excluded.reset_at",
            accountId,
            now);
  }

  /** Stores that the mailbox removed the factors. */
  public void factorsRemoved(long accountId, Instant now) {
    tx.sql()
        .change(
            "INSERT INTO mailbox_recovery (account_id, factors_removed_at) VALUES (?, ?)"
                + " ON CONFLICT (account_id) DO UPDATE SET"
                + " factors_removed_at = excluded.factors_removed_at",
            accountId,
            now);
  }

  /** Returns whether the mailbox set the password after that time. */
  public boolean hasResetSince(long accountId, Instant since) {
    return tx.sql()
        .one(
            "SELECT account_id FROM mailbox_recovery WHERE account_id = ? AND reset_at > ?",
            row -> row.number("account_id"),
            accountId,
            since)
        .isPresent();
  }

  /** Returns whether the mailbox removed the factors after that time. */
  public boolean hasRemovedFactorsSince(long accountId, Instant since) {
    return tx.sql()
        .one(
            "SELECT account_id FROM mailbox_recovery WHERE account_id = ? AND factors_removed_at > ?",
            row -> row.number("account_id"),
            accountId,
            since)
        .isPresent();
  }

  /** Removes the record of a mailbox, because another one has taken its place, or the account is erased. */
  public void forget(long accountId) {
    tx.sql().change("DELETE FROM mailbox_recovery WHERE account_id = ?", accountId);
  }

  /**
   * Removes rows that no longer exclude anything.
   *
   * @param atMost the maximum number to remove, at least 1
   * @return the number removed
   */
  int purge(Instant before, long atMost) {
    return tx.sql()
        .change(
            "DELETE FROM mailbox_recovery WHERE account_id IN (SELECT account_id FROM mailbox_recovery"
                + " WHERE coalesce(reset_at, 0) <= ? AND coalesce(factors_removed_at, 0) <= ? LIMIT ?)",
            before,
            before,
            atMost);
  }
}
