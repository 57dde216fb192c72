package dev.restauth.login;

import dev.restauth.store.Transaction;
import java.time.Instant;
import java.util.Optional;

/**
 * From where accounts were logged in to, as keyed digests of account and address: nobody can read an
 * address from the database.
 */
public record KnownAddressRows(Transaction tx) {
  /** Of one account. */
  private static final int KEPT = 50;

  /** When the pair was seen last; to the microsecond. */
  public Optional<Instant> seenAt(byte[] digest) {
    return tx.sql()
        .one(
            "SELECT seen_at FROM known_address WHERE digest = ?",
            row -> row.instant("seen_at"),
            digest);
  }

  /**
   * Keeps that a pair was seen, and of the account's others only the newest and those that are not too
   * old.
   *
   * @param digest of account and address
   * @param accountId whose
   * @param at now
   * @param notBefore older ones go
   */
  public void remember(byte[] digest, long accountId, Instant at, Instant notBefore) {
    tx.sql()
        .change(
            "INSERT INTO known_address (digest, account_id, seen_at) VALUES (?, ?, ?)"
                + " ON CONFLICT (digest) DO UPDATE SET seen_at = excluded.seen_at",
            digest,
            accountId,
            at);
    tx.sql()
        .change(
            "DELETE FROM known_address WHERE account_id = ? AND (seen_at < ? OR seen_at < (SELECT"
                + " min(seen_at) FROM (SELECT seen_at FROM known_address WHERE account_id = ? ORDER BY"
                + " seen_at DESC LIMIT ?) AS newest))",
            accountId,
            notBefore,
            accountId,
            (long) KEPT);
  }
}
