package dev.restauth.personalkey;

import dev.restauth.store.Row;
import dev.restauth.store.Transaction;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Statements on the table {@code personal_key}. Only digests of keys are stored. Each call is
 * atomic.
 */
record PersonalKeyRows(Transaction tx) {
  private static final String COLUMNS =
      " id, account_id, name, start, scope, organization_id, created_at, ends_at, last_used_at ";

  /**
   * The condition for keys that act in no organisation, or in an organisation that still exists.
   * The id of a deleted organisation is never used again.
   */
  private static final String CAN_ACT =
      "(organization_id IS NULL OR EXISTS (SELECT 1 FROM organization"
          + " WHERE organization.id = personal_key.organization_id))";

  /** A key that expires soon. */
  record Ending(String name, Instant endsAt) {}

  /**
   * Adds a key.
   * @param tellAt the time from which the owner is notified of the key's expiry; empty for never
   */
  void add(PersonalKey key, byte[] digest, Optional<Instant> tellAt) {
    tx.sql()
        .change(
            "INSERT INTO personal_key (id, account_id, digest, name, start, scope, organization_id,"
                + " created_at, ends_at, tell_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            key.id(),
            key.accountId(),
            digest,
            key.name(),
            key.start(),
            key.scope(),
            key.organization(),
            key.createdAt(),
            key.endsAt(),
            tellAt);
  }

  Optional<PersonalKey> findByDigest(byte[] digest) {
    return tx.sql()
        .one(
            "SELECT" + COLUMNS + "FROM personal_key WHERE digest = ?",
            PersonalKeyRows::key,
            digest);
  }

  Optional<PersonalKey> find(String id) {
    return tx.sql()
        .one("SELECT" + COLUMNS + "FROM personal_key WHERE id = ?", PersonalKeyRows::key, id);
  }

  /**
   * Returns the keys of an account, newest first. Excludes keys that have expired, and keys whose
   * organisation was deleted.
   */
  List<PersonalKey> of(long accountId, Instant now) {
    return tx.sql()
        .all(
            "SELECT"
                + COLUMNS
                + "FROM personal_key WHERE account_id = ? AND ends_at > ? AND "
                + CAN_ACT
                + " ORDER BY created_at DESC, id",
            PersonalKeyRows::key,
            accountId,
            now);
  }

  /** Removes those keys of an account that act in a deleted organisation. */
  void removeOfDeletedOrganizations(long accountId) {
    tx.sql().change("DELETE FROM personal_key WHERE account_id = ? AND NOT " + CAN_ACT, accountId);
  }

  /** Removes a key of an account. Returns the key if this call removed it. */
  Optional<PersonalKey> remove(long accountId, String id) {
    return tx.sql()
        .one(
            "DELETE FROM personal_key WHERE account_id = ? AND id = ? RETURNING" + COLUMNS,
            PersonalKeyRows::key,
            accountId,
            id);
  }

  /** Stores the time of a use, unless a later time is already stored. */
  void use(String id, Instant at) {
    tx.sql()
        .change(
            "UPDATE personal_key SET last_used_at = ? WHERE id = ? AND coalesce(last_used_at, 0) < ?",
            at,
            id,
            at);
  }

  /**
   * Returns the next account whose owner is to be notified of the expiry of keys; empty if there is
   * none.
   */
  Optional<Long> nextToNotify(Instant now) {
    return tx.sql()
        .one(
            "SELECT account_id FROM personal_key WHERE tell_at <= ? ORDER BY tell_at LIMIT 1",
            row -> row.number("account_id"),
            now);
  }

  /**
   * Records that the owner of an account was notified of keys that expire soon. Returns the names
   * and the expiry of these keys, the earliest expiry first.
   */
  List<Ending> markNotified(long accountId, Instant now) {
    return tx
        .sql()
        .all(
            "UPDATE personal_key SET tell_at = NULL WHERE account_id = ? AND tell_at <= ?"
                + " RETURNING name, ends_at",
            row -> new Ending(row.text("name"), row.instant("ends_at")),
            accountId,
            now)
        .stream()
        .sorted(Comparator.comparing(Ending::endsAt))
        .toList();
  }

  /**
   * Removes keys that have expired.
   *
   * @param atMost the maximum number of keys to remove, at least 1
   * @return the number of removed keys
   */
  int purge(Instant now, long atMost) {
    return tx.sql()
        .change(
            "DELETE FROM personal_key WHERE id IN (SELECT id FROM personal_key WHERE ends_at <= ?"
                + " ORDER BY ends_at LIMIT ?)",
            now,
            atMost);
  }

  private static PersonalKey key(Row row) {
    return new PersonalKey(
        row.text("id"),
        row.number("account_id"),
        row.text("name"),
        row.text("start"),
        row.text("scope"),
        row.findText("organization_id"),
        row.instant("created_at"),
        row.instant("ends_at"),
        row.findInstant("last_used_at"));
  }
}
