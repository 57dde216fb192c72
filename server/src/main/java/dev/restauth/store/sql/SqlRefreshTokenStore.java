package dev.restauth.store.sql;

import dev.restauth.store.RefreshTokenStore;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/** The refresh tokens in SQL. */
record SqlRefreshTokenStore(Sql sql) implements RefreshTokenStore {
  @Override
  public void add(byte[] family, String sessionId, byte[] current) {
    sql.change(
        "INSERT INTO refresh_token (family, session_id, current_digest) VALUES (?, ?, ?)",
        family,
        sessionId,
        current);
  }

  @Override
  public Optional<RefreshTokenRow> find(byte[] family) {
    return sql.one(
        "SELECT family, session_id, current_digest, previous_digest, rotated_at, sealed_current"
            + " FROM refresh_token WHERE family = ?",
        SqlRefreshTokenStore::row,
        (Object) family);
  }

  @Override
  public boolean rotate(byte[] family, byte[] from, byte[] to, byte[] sealedTo, Instant at) {
    return sql.change(
            "UPDATE refresh_token SET current_digest = ?, previous_digest = current_digest,"
                + " rotated_at = ?, sealed_current = ? WHERE family = ? AND current_digest = ?",
            to,
            Micros.of(at),
            sealedTo,
            family,
            from)
        > 0;
  }

  @Override
  public int forgetSealed(Instant rotatedBefore) {
    return sql.change(
        "UPDATE refresh_token SET sealed_current = NULL WHERE sealed_current IS NOT NULL"
            + " AND rotated_at < ?",
        Micros.of(rotatedBefore));
  }

  private static RefreshTokenRow row(ResultSet row) throws SQLException {
    long rotatedAt = row.getLong("rotated_at");
    boolean rotated = !row.wasNull();
    return new RefreshTokenRow(
        row.getBytes("family"),
        row.getString("session_id"),
        row.getBytes("current_digest"),
        Optional.ofNullable(row.getBytes("previous_digest")),
        rotated ? Optional.of(Micros.instant(rotatedAt)) : Optional.empty(),
        Optional.ofNullable(row.getBytes("sealed_current")));
  }
}
