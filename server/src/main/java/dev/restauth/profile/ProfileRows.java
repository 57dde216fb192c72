package dev.restauth.profile;

import dev.restauth.store.Transaction;
import java.time.Instant;
import java.util.Optional;

/**
 * Statements on the profiles that owners of accounts have set. Each profile is a JSON object. Each
 * call is atomic.
 */
record ProfileRows(Transaction tx) {
  /** Returns the members of a profile as JSON; empty if the account has no profile. */
  Optional<String> find(long accountId) {
    return tx.sql()
        .one(
            "SELECT members FROM profile WHERE account_id = ?",
            row -> row.text("members"),
            accountId);
  }

  /**
   * Returns the time at which the profile was last changed; empty if the account has no profile.
   */
  Optional<Instant> changedAt(long accountId) {
    return tx.sql()
        .one(
            "SELECT changed_at FROM profile WHERE account_id = ?",
            row -> row.instant("changed_at"),
            accountId);
  }

  /**
   * Replaces the members, unless another call has changed them in the meantime.
   *
   * @param before the members that the caller read; empty if the profile had no members
   * @return whether this call replaced the members
   */
  boolean replace(long accountId, Optional<String> before, String members) {
    return before.isPresent()
        ? tx.sql()
                .change(
                    "UPDATE profile SET members = ?, changed_at = ?"
                        + " WHERE account_id = ? AND members = ?",
                    members,
                    tx.now(),
                    accountId,
                    before.get())
            > 0
        : tx.sql()
                .change(
                    "INSERT INTO profile (account_id, members, changed_at) VALUES (?, ?, ?)"
                        + " ON CONFLICT (account_id) DO NOTHING",
                    accountId,
                    members,
                    tx.now())
            > 0;
  }

  /** Erases the profile of an account. */
  void erase(long accountId) {
    tx.sql().change("DELETE FROM profile WHERE account_id = ?", accountId);
  }
}
