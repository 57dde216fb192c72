package dev.restauth.store.sql;

import dev.restauth.store.LoginFailureStore;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/** Failed log-ins in SQL. */
record SqlLoginFailureStore(Sql sql) implements LoginFailureStore {

  @Override
  public Optional<FailureCount> find(byte[] digest) {
    return sql.one(
        "SELECT failed, failed_at FROM login_failure WHERE digest = ?",
        SqlLoginFailureStore::row,
        (Object) digest);
  }

  @Override
  public FailureCount add(byte[] digest, long atLeast, Instant at) {
    return sql.one(
            "INSERT INTO login_failure (digest, failed, failed_at) VALUES (?, ?, ?)"
                + " ON CONFLICT (digest) DO UPDATE SET failed = CASE"
                + " WHEN login_failure.failed < excluded.failed THEN excluded.failed"
                + " ELSE login_failure.failed + 1 END, failed_at = excluded.failed_at"
                + " RETURNING failed, failed_at",
            SqlLoginFailureStore::row,
            digest,
            atLeast,
            Micros.of(at))
        .orElseThrow();
  }

  @Override
  public void forget(byte[] digest) {
    sql.change("DELETE FROM login_failure WHERE digest = ?", (Object) digest);
  }

  @Override
  public int purge(Instant before, long atMost) {
    return sql.change(
        "DELETE FROM login_failure WHERE digest IN (SELECT digest FROM login_failure"
            + " WHERE failed_at < ? ORDER BY failed_at LIMIT ?)",
        Micros.of(before),
        atMost);
  }

  private static FailureCount row(ResultSet row) throws SQLException {
    return new FailureCount(row.getLong("failed"), Micros.instant(row.getLong("failed_at")));
  }
}
