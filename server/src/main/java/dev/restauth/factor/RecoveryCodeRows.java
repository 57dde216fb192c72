package dev.restauth.factor;

import dev.restauth.store.Transaction;
import java.time.Instant;
import java.util.List;

/**
 * Statements on the table {@code recovery_code}, which contains only keyed digests. Each call is
 * atomic.
 */
record RecoveryCodeRows(Transaction tx) {

  /** Stores a new set of codes. The codes of an earlier set become invalid. */
  void replace(long accountId, List<byte[]> digests, Instant now) {
    removeAll(accountId);
    for (byte[] digest : digests) {
      tx.sql()
          .change(
              "INSERT INTO recovery_code (account_id, digest, created_at) VALUES (?, ?, ?)",
              accountId,
              digest,
              now);
    }
  }

  /** Uses up a code. Returns whether this call has used it up. */
  boolean use(long accountId, byte[] digest) {
    return tx.sql()
            .change(
                "DELETE FROM recovery_code WHERE account_id = ? AND digest = ?", accountId, digest)
        > 0;
  }

  /** Returns the number of an account's remaining codes. */
  long count(long accountId) {
    return tx.sql()
        .one(
            "SELECT count(*) AS codes FROM recovery_code WHERE account_id = ?",
            row -> row.number("codes"),
            accountId)
        .orElse(0L);
  }

  /** Removes the recovery codes of an account that were created at {@code since} or later. */
  void removeSince(long accountId, Instant since) {
    tx.sql()
        .change(
            "DELETE FROM recovery_code WHERE account_id = ? AND created_at >= ?", accountId, since);
  }

  void removeAll(long accountId) {
    tx.sql().change("DELETE FROM recovery_code WHERE account_id = ?", accountId);
  }
}
