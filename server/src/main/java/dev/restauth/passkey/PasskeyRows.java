package dev.restauth.passkey;

import dev.restauth.passkey.PasskeyCeremonies.Used;
import dev.restauth.store.Row;
import dev.restauth.store.Transaction;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Statements on the table {@code passkey}. Each call is atomic. */
record PasskeyRows(Transaction tx) {
  /**
   * The value of {@code backup_eligible} for a passkey of another server that did not provide this
   * flag.
   */
  private static final long UNKNOWN = 2;

  private static final String COLUMNS =
      " id, account_id, credential_id, user_handle, data, name, model, transports, counter, verified, backup_eligible,"
          + " backed_up, created_at, last_used_at ";

  /**
   * Adds a passkey, unless an account already has this credential. Returns whether this call added
   * the passkey.
   */
  boolean add(Passkey passkey) {
    return tx.sql()
            .change(
                "INSERT INTO passkey (id, account_id, credential_id, user_handle, data, name, model, transports, counter,"
                    + " verified, backup_eligible, backed_up, created_at)"
                    + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                passkey.id(),
                passkey.accountId(),
                passkey.credentialId(),
                passkey.userHandle(),
                passkey.data(),
                passkey.name(),
                passkey.model(),
                String.join(" ", passkey.transports()),
                passkey.counter(),
                flag(passkey.verified()),
                passkey.flagsKnown() ? flag(passkey.backupEligible()) : UNKNOWN,
                flag(passkey.backedUp()),
                passkey.createdAt())
        > 0;
  }

  /** Returns whether any passkey exists. */
  boolean any() {
    return tx.sql().one("SELECT id FROM passkey LIMIT 1", row -> row.text("id")).isPresent();
  }

  /** Returns the passkeys of an account, oldest first. */
  List<Passkey> of(long accountId) {
    return tx.sql()
        .all(
            "SELECT" + COLUMNS + "FROM passkey WHERE account_id = ? ORDER BY created_at, id",
            PasskeyRows::passkey,
            accountId);
  }

  Optional<Passkey> findByCredential(byte[] credentialId) {
    return tx.sql()
        .one(
            "SELECT" + COLUMNS + "FROM passkey WHERE credential_id = ?",
            PasskeyRows::passkey,
            credentialId);
  }

  Optional<Passkey> find(String id) {
    return tx.sql().one("SELECT" + COLUMNS + "FROM passkey WHERE id = ?", PasskeyRows::passkey, id);
  }

  /**
   * Stores a use. The caller must have locked the account and compared the counter.
   *
   * @param passkey the result of {@link Passkey#determinedBy} for this use
   */
  void use(Passkey passkey, Used used, Instant now) {
    tx.sql()
        .change(
            "UPDATE passkey SET counter = ?, verified = ?, backup_eligible = ?, backed_up = ?,"
                + " user_handle = ?, last_used_at = ? WHERE id = ?",
            used.counter(),
            flag(passkey.verified() || used.verified()),
            flag(passkey.backupEligible()),
            flag(used.backedUp()),
            passkey.userHandle(),
            now,
            passkey.id());
  }

  boolean rename(long accountId, String id, String name) {
    return tx.sql()
            .change(
                "UPDATE passkey SET name = ? WHERE account_id = ? AND id = ?", name, accountId, id)
        > 0;
  }

  /** Removes a passkey of an account. Returns the passkey if this call removed it. */
  Optional<Passkey> remove(long accountId, String id) {
    return tx.sql()
        .one(
            "DELETE FROM passkey WHERE account_id = ? AND id = ? RETURNING" + COLUMNS,
            PasskeyRows::passkey,
            accountId,
            id);
  }

  /** Removes the passkeys of all accounts. */
  void removeAll() {
    tx.sql().change("DELETE FROM passkey");
  }

  private static long flag(boolean flag) {
    return flag ? 1 : 0;
  }

  private static Passkey passkey(Row row) {
    String transports = row.text("transports");
    return new Passkey(
        row.text("id"),
        row.number("account_id"),
        row.bytes("credential_id"),
        row.bytes("user_handle"),
        row.bytes("data"),
        row.text("name"),
        row.text("model"),
        transports.isEmpty() ? List.of() : List.of(transports.split(" ")),
        row.number("counter"),
        row.number("verified") == 1,
        row.number("backup_eligible") == 1,
        row.number("backed_up") == 1,
        row.number("backup_eligible") != UNKNOWN,
        row.instant("created_at"),
        row.findInstant("last_used_at"));
  }
}
