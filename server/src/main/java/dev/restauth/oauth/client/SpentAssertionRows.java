package dev.restauth.oauth.client;

import dev.restauth.store.Transaction;
import java.time.Instant;

/** Statements on the table {@code spent_assertion}. Each call is atomic. */
public record SpentAssertionRows(Transaction tx) {
  /** Adds an assertion, unless it was already used. Returns the number of added rows. */
  public int add(byte[] digest, Instant endsAt) {
    return tx.sql()
        .change(
            "INSERT INTO spent_assertion (digest, ends_at) VALUES (?, ?) ON CONFLICT (digest) DO NOTHING",
            digest,
            endsAt);
  }

  /** Removes assertions that have expired. Returns the number of removed assertions. */
  int purge(Instant now, long atMost) {
    return tx.sql()
        .change(
            "DELETE FROM spent_assertion WHERE digest IN (SELECT digest FROM spent_assertion"
                + " WHERE ends_at <= ? ORDER BY ends_at LIMIT ?)",
            now,
            atMost);
  }
}
