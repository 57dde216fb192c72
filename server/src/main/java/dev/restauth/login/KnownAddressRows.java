package dev.restauth.login;

import dev.restauth.store.Transaction;
import java.time.Instant;
import java.util.Optional;

/**
 * Addresses and networks from which users have logged in. The table contains keyed digests of
 * account and address, so nobody can read an address in the database.
 */
public record KnownAddressRows(Transaction tx) {
  /** Maximum number of addresses and networks of one account. */
  private static final int KEPT = 100;

  /**
   * Returns the time at which the pair of account and address was last used, with microsecond
   * precision; empty if the pair is not stored.
   */
  public Optional<Instant> seenAt(byte[] digest) {
    return tx.sql()
        .one(
            "SELECT seen_at FROM known_address WHERE digest = ?",
            row -> row.instant("seen_at"),
            digest);
  }

  /** Erases all pairs of an account. */
  void erase(long accountId) {
    tx.sql().change("DELETE FROM known_address WHERE account_id = ?", accountId);
  }

  /** Returns whether an account has a pair that was used at {@code notBefore} or later. */
  public boolean hasAny(long accountId, Instant notBefore) {
    return tx.sql()
        .one(
            "SELECT 1 AS found FROM known_address WHERE account_id = ? AND seen_at >= ? LIMIT 1",
            row -> row.number("found"),
            accountId,
            notBefore)
        .isPresent();
  }

  /** Stores the use of a pair of account and address, or of account and network. */
  public void put(byte[] digest, long accountId, Instant at) {
    tx.sql()
        .change(
            "INSERT INTO known_address (digest, account_id, seen_at) VALUES (?, ?, ?)"
                + " ON CONFLICT (digest) DO UPDATE SET seen_at = excluded.seen_at",
            digest,
            accountId,
            at);
  }

  /** Returns the first account with a pair; the search begins at the id {@code from}. */
  Optional<Long> firstAccount(long from) {
    return tx.sql()
        .one(
            "SELECT account_id FROM known_address WHERE account_id >= ? ORDER BY account_id LIMIT 1",
            row -> row.number("account_id"),
            from);
  }

  /** Returns the last account with a pair. */
  Optional<Long> lastAccount() {
    return tx.sql()
        .one(
            "SELECT account_id FROM known_address ORDER BY account_id DESC LIMIT 1",
            row -> row.number("account_id"));
  }

  /**
   * Removes some accounts' pairs that were last used before {@code notBefore}.
   *
   * @param from the first id
   * @param to the id after the last id
   */
  void purge(long from, long to, Instant notBefore) {
    tx.sql()
        .change(
            "DELETE FROM known_address WHERE account_id >= ? AND account_id < ? AND seen_at < ?",
            from,
            to,
            notBefore);
  }

  /**
   * Removes an account's pairs that were last used before {@code notBefore}, and its oldest pairs
   * beyond the maximum number.
   */
  public void trim(long accountId, Instant notBefore) {
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
