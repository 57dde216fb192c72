package dev.restauth.recovery;

import dev.restauth.store.Transaction;
import java.time.Duration;
import java.time.Instant;

/**
 * Statements on the table {@code mailbox_recovery}. It records when codes from an account's mailbox
 * were last used to replace the password, and to remove the factors. The two must not happen within
 * {@link #EXCLUSION} of each other, because a mailbox is only a single factor. For the same reason a
 * mailbox that replaced the password does not provide the code to enrol a required factor within
 * that time. Each call is atomic.
 */
public record MailboxRecoveryRows(Transaction tx) {
  /** The minimum time between setting the password and removing the factors, in either order. */
  public static final Duration EXCLUSION = Duration.ofDays(7);

  /**
   * Returns the time {@link #EXCLUSION} before now. Earlier uses of the mailbox no longer exclude
   * anything.
   */
  public static Instant since(Transaction tx) {
    return tx.now().minus(EXCLUSION);
  }

  /** Records that a code from the mailbox was used to replace the password, or to add one. */
  void reset(long accountId, Instant now) {
    tx.sql()
        .change(
            "INSERT INTO mailbox_recovery (account_id, reset_at) VALUES (?, ?)"
                + " ON CONFLICT (account_id) DO UPDATE SET reset_at = excluded.reset_at",
            accountId,
            now);
  }

  /** Records that a link from the mailbox was used to remove the factors. */
  public void factorsRemoved(long accountId, Instant now) {
    tx.sql()
        .change(
            "INSERT INTO mailbox_recovery (account_id, factors_removed_at) VALUES (?, ?)"
                + " ON CONFLICT (account_id) DO UPDATE SET"
                + " factors_removed_at = excluded.factors_removed_at",
            accountId,
            now);
  }

  /** Returns whether a code from the mailbox was used to set the password after {@code since}. */
  public boolean hasResetSince(long accountId, Instant since) {
    return tx.sql()
        .one(
            "SELECT account_id FROM mailbox_recovery WHERE account_id = ? AND reset_at > ?",
            row -> row.number("account_id"),
            accountId,
            since)
        .isPresent();
  }

  /**
   * Returns whether a link from the mailbox was used to remove the factors after {@code since}.
   */
  public boolean hasRemovedFactorsSince(long accountId, Instant since) {
    return tx.sql()
        .one(
            "SELECT account_id FROM mailbox_recovery WHERE account_id = ? AND factors_removed_at > ?",
            row -> row.number("account_id"),
            accountId,
            since)
        .isPresent();
  }

  /** Removes the records of an account, because it has a new mailbox or is being erased. */
  public void forget(long accountId) {
    tx.sql().change("DELETE FROM mailbox_recovery WHERE account_id = ?", accountId);
  }

  /**
   * Removes rows that no longer exclude anything.
   *
   * @param atMost the maximum number of rows to remove, at least 1
   * @return the number of removed rows
   */
  int purge(Instant before, long atMost) {
    return tx.sql()
        .change(
            "DELETE FROM mailbox_recovery WHERE account_id IN (SELECT account_id FROM mailbox_recovery"
                + " WHERE coalesce(reset_at, 0) <= ? AND coalesce(factors_removed_at, 0) <= ? LIMIT ?)"
                // unless just renewed
                + " AND coalesce(reset_at, 0) <= ? AND coalesce(factors_removed_at, 0) <= ?",
            before,
            before,
            atMost,
            before,
            before);
  }
}
