package dev.restauth.account;

import dev.restauth.store.Transaction;
import java.util.Optional;

/**
 * User names that are not given out again, as keyed digests: no name can be read from the database. Each call is
 * atomic.
 */
record RetiredNameRows(Transaction tx) {
  /**
   * Retires a name.
   *
   * @param accountId the account that may take it again; empty for none
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
   * Determines whether a name is retired for an account.
   *
   * @param accountId the account that wants the name; 0 for a new one
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

  /** Takes the former names of an account away from it: from then on, they belong to nobody. */
  void disown(long accountId) {
    tx.sql().change("UPDATE retired_name SET account_id = NULL WHERE account_id = ?", accountId);
  }
}
