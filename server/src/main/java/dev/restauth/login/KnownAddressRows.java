package dev.restauth.login;

import dev.restauth.store.Transaction;
import java.time.Instant;
import java.util.Optional;

/**
 * Addresses and networks from which users logged in, stored as keyed digests of account and address:
 * no address can be read from the database.
 */
public record KnownAddressRows(Transaction tx) {
  /** The maximum number of addresses and networks of one account. */
  private static final int KEPT = 100;

  /**
   * Returns when the pair of account and address was last used, to the microsecond; empty if it is
   * not stored.
   */
  public Optional<Instant> seenAt(byte[] digest) {
    return tx.sql()
        .one(
            "SELECT seen_at FROM known_address WHERE digest = ?",
            row -> row.instant("seen_at"),
            digest);
  }

  /** Erases the pairs of an account. */
  void erase(long accountId) {
    tx.sql().change("DELETE FROM known_address WHERE account_id = ?", accountId);
  }

  /** Whether an account has a pair that is not older than that. */
  public boolean hasAny(long accountId, Instant notBefore) {
    return tx.sql()
        .one(
            "SELECT 1 AS found FROM known_address WHERE account_id = ? AND seen_at >= ? LIMIT 1",
            row -> row.number("found"),
            accountId,
            notBefore)
        .isPresent();
  }

  /**
   * Stores a pair that is not there, or is too old.
   *
   * @return whether this call did
   */
  public boolean addNew(byte[] digest, long accountId, Instant at, Instant notBefore) {
    return tx.sql()
            .change(
                "INSERT INTO known_address (digest, account_id, seen_at) VALUES (?, ?, ?)"
                    + " ON CONFLICT (digest) DO UPDATE SET seen_at = excluded.seen_at"
                    + " WHERE known_address.seen_at < ?",
                digest,
                accountId,
                at,
                notBefore)
        > 0;
  }

  /**
   * Stores the use of a pair. Of the account's other pairs only the newest stay, and only those
   * that are not too old.
   *
   * @param digest of account and address
   * @param accountId the account
   * @param at the current time
   * @param notBefore the limit before which pairs are deleted
   */
  public void put(byte[] digest, long accountId, Instant at, Instant notBefore) {
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
