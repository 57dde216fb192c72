package dev.restauth.factor;

import dev.restauth.store.Row;
import dev.restauth.store.Transaction;
import java.time.Instant;
import java.util.Optional;

/** Statements on the table {@code totp}. Each call is atomic. */
record TotpRows(Transaction tx) {
  /**
   * A row of the table.
   *
   * @param sealed the sealed secret
   * @param lastStep the last used time step; only codes of later steps are valid
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record TotpRow(byte[] sealed, Totp.Algorithm algorithm, int digits, int period, long lastStep) {
    /** Returns a text without the secret. */
    @Override
    public String toString() {
      return "TotpRow[]";
    }
  }

  /** Stores the secret of an account. It replaces an earlier secret. */
  void put(long accountId, TotpRow row, Instant now) {
    tx.sql()
        .change(
            "INSERT INTO totp (account_id, secret, algorithm, digits, period, last_step, created_at)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (account_id) DO UPDATE SET"
                + " secret = excluded.secret, algorithm = excluded.algorithm, digits = excluded.digits,"
                + " period = excluded.period, last_step = excluded.last_step,"
                + " created_at = excluded.created_at",
            accountId,
            row.sealed(),
            row.algorithm().name(),
            (long) row.digits(),
            (long) row.period(),
            row.lastStep(),
            now);
  }

  Optional<TotpRow> find(long accountId) {
    return tx.sql()
        .one(
            "SELECT secret, algorithm, digits, period, last_step FROM totp WHERE account_id = ?",
            TotpRows::row,
            accountId);
  }

  /** Returns the time at which the secret of an account was stored. */
  Optional<Instant> createdAt(long accountId) {
    return tx.sql()
        .one(
            "SELECT created_at FROM totp WHERE account_id = ?",
            row -> row.instant("created_at"),
            accountId);
  }

  /**
   * Uses up a time step and all earlier steps. Returns whether this call has used up the step, so
   * that only one of several calls with the same code succeeds.
   */
  boolean use(long accountId, long step) {
    return tx.sql()
            .change(
                "UPDATE totp SET last_step = ? WHERE account_id = ? AND last_step < ?",
                step,
                accountId,
                step)
        > 0;
  }

  boolean remove(long accountId) {
    return tx.sql().change("DELETE FROM totp WHERE account_id = ?", accountId) > 0;
  }

  private static TotpRow row(Row row) {
    return new TotpRow(
        row.bytes("secret"),
        Totp.Algorithm.valueOf(row.text("algorithm")),
        Math.toIntExact(row.number("digits")),
        Math.toIntExact(row.number("period")),
        row.number("last_step"));
  }
}
