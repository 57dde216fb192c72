package dev.restauth.passkey;

import dev.restauth.store.Transaction;
import java.time.Instant;

/** Statements on the table {@code spent_challenge}. Each call is atomic. */
record SpentChallengeRows(Transaction tx) {
  /**
   * Uses up a challenge. Returns whether this call has used it up.
   *
   * @param endsAt the time at which the challenge expires
   */
  boolean spend(byte[] digest, Instant endsAt) {
    return tx.sql()
            .change(
                "INSERT INTO spent_challenge (digest, ends_at) VALUES (?, ?) ON CONFLICT DO NOTHING",
                digest,
                endsAt)
        > 0;
  }

  boolean isSpent(byte[] digest) {
    return tx.sql()
        .one("SELECT 1 AS spent FROM spent_challenge WHERE digest = ?", _ -> true, digest)
        .isPresent();
  }

  /**
   * Removes expired challenges.
   *
   * @param atMost the maximum number of challenges to remove, at least 1
   * @return the number of removed challenges
   */
  int purge(Instant now, long atMost) {
    return tx.sql()
        .change(
            "DELETE FROM spent_challenge WHERE digest IN (SELECT digest FROM spent_challenge"
                + " WHERE ends_at <= ? ORDER BY ends_at LIMIT ?)",
            now,
            atMost);
  }
}
