package dev.restauth.factor;

import dev.restauth.store.Transaction;
import java.time.Instant;
import java.util.List;

/** Statements on the table {@code recovery_code}. Only keyed digests are stored. Each call is atomic. */
record RecoveryCodeRows(Transaction tx) {

  /** Stores a new set of codes; those of an earlier set become void. */
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

  /** Uses up a code; returns whether this call did. */
  boolean use(long accountId, byte[] digest) {
    return tx.sql()
            .change(
                "DELETE FROM recovery_code WHERE account_id = ? AND digest = ?", accountId, digest)
        > 0;
  }

  /** Returns how many codes of an account are left. */
  long count(long accountId) {
    return tx.sql()
        .one(
            "SELECT count(*) AS codes FROM recovery_code WHERE account_id = ?",
            row -> row.number("codes"),
            accountId)
        .orElse(0L);
  }

  /** Removes the codes of an account if they were created at that time or later. */
  void removeSince(long accountId, Instant since) {
    tx.sql()
        .change(
            "DELETE FROM recovery_code WHERE account_id = ? AND created_at >= ?", accountId, since);
  }

  void removeAll(long accountId) {
    tx.sql().change("DELETE FROM recovery_code WHERE account_id = ?", accountId);
  }
}
