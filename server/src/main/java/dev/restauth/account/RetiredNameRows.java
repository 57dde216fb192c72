package dev.restauth.account;

import dev.restauth.store.Transaction;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Retired user names, which no other account can get. The table contains keyed digests of the
 * names, so nobody can read a name in the database. Each call is atomic.
 */
record RetiredNameRows(Transaction tx) {
  /**
   * Retires a name.
   *
   * @param accountId the account that may use the name again; empty for none
   */
  void retire(byte[] digest, Optional<Long> accountId) {
    tx.sql()
        .change(
            "INSERT INTO retired_name (digest, account_id, retired_at) VALUES (?, ?, ?)"
                + " ON CONFLICT (digest) DO UPDATE SET account_id = excluded.account_id",
            digest,
            accountId,
            tx.now());
  }

  /**
   * Returns whether a name is retired for an account.
   *
   * @param accountId the account that requests the name; 0 for a new account
   */
  boolean isRetired(byte[] digest, long accountId) {
    return tx.sql()
        .one(
            "SELECT digest FROM retired_name WHERE digest = ?"
                + " AND (account_id IS NULL OR account_id <> ?)",
            row -> row.bytes("digest"),
            digest,
            accountId)
        .isPresent();
  }

  /** Returns whether one of two digests is retired for new accounts. */
  boolean isOneRetired(byte[] one, byte[] other) {
    return tx.sql()
        .one(
            "SELECT digest FROM retired_name WHERE digest IN (?, ?) LIMIT 1",
            row -> row.bytes("digest"),
            one,
            other)
        .isPresent();
  }

  /** Returns whether a name is a former name of an account. */
  boolean isOf(byte[] digest, long accountId) {
    return tx.sql()
        .one(
            "SELECT digest FROM retired_name WHERE digest = ? AND account_id = ?",
            row -> row.bytes("digest"),
            digest,
            accountId)
        .isPresent();
  }

  /** Returns whether any name is retired. */
  boolean any() {
    return tx.sql()
        .one("SELECT retired_at FROM retired_name LIMIT 1", row -> row.instant("retired_at"))
        .isPresent();
  }

  /**
   * Returns the times after {@code since} at which names of an account were retired, in ascending
   * order.
   */
  List<Instant> retiredSince(long accountId, Instant since) {
    return tx.sql()
        .all(
            "SELECT retired_at FROM retired_name WHERE account_id = ? AND retired_at > ?"
                + " ORDER BY retired_at",
            row -> row.instant("retired_at"),
            accountId,
            since);
  }

  /** Retires the former names of an account for all accounts, including this one. */
  void disown(long accountId) {
    tx.sql().change("UPDATE retired_name SET account_id = NULL WHERE account_id = ?", accountId);
  }
}
