package dev.restauth.store.sql;

import dev.restauth.store.KnownAddressStore;
import java.time.Instant;
import java.util.Optional;

/** Known addresses in SQL. */
record SqlKnownAddressStore(Sql sql) implements KnownAddressStore {
  /** Of one account. */
  private static final int KEPT = 50;

  @Override
  public Optional<Instant> seenAt(byte[] digest) {
    return sql.one(
        "SELECT seen_at FROM known_address WHERE digest = ?",
        row -> Micros.instant(row.getLong("seen_at")),
        (Object) digest);
  }

  @Override
  public void remember(byte[] digest, long accountId, Instant at, Instant notBefore) {
    sql.change(
        "INSERT INTO known_address (digest, account_id, seen_at) VALUES (?, ?, ?)"
            + " ON CONFLICT (digest) DO UPDATE SET seen_at = excluded.seen_at",
        digest,
        accountId,
        Micros.of(at));
    sql.change(
        "DELETE FROM known_address WHERE account_id = ? AND (seen_at < ? OR seen_at < (SELECT"
            + " min(seen_at) FROM (SELECT seen_at FROM known_address WHERE account_id = ? ORDER BY"
            + " seen_at DESC LIMIT ?) AS newest))",
        accountId,
        Micros.of(notBefore),
        accountId,
        (long) KEPT);
  }
}
