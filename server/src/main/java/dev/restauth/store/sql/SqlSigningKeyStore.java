package dev.restauth.store.sql;

import dev.restauth.store.Change.SigningKeyChanged;
import dev.restauth.store.SigningKeyStore;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/** The signing keys in SQL. */
record SqlSigningKeyStore(Sql sql, Announcements announcements) implements SigningKeyStore {
  @Override
  public List<SigningKeyRow> all() {
    return sql.all(
        "SELECT kid, algorithm, public_jwk, sealed_private_key, created_at, signs_from, longest_token"
            + " FROM signing_key ORDER BY signs_from, created_at, kid",
        SqlSigningKeyStore::row);
  }

  @Override
  public void add(SigningKeyRow key) {
    sql.change(
        "INSERT INTO signing_key (kid, algorithm, public_jwk, sealed_private_key, created_at,"
            + " signs_from, longest_token) VALUES (?, ?, ?, ?, ?, ?, ?)",
        key.kid(),
        key.algorithm(),
        key.publicJwk(),
        key.sealedPrivateKey(),
        Micros.of(key.createdAt()),
        Micros.of(key.signsFrom()),
        key.longestToken());
    announcements.add(new SigningKeyChanged(key.kid()));
  }

  @Override
  public boolean remove(String kid) {
    boolean removed = sql.change("DELETE FROM signing_key WHERE kid = ?", kid) > 0;
    if (removed) {
      announcements.add(new SigningKeyChanged(kid));
    }
    return removed;
  }

  @Override
  public void reseal(String kid, byte[] sealedPrivateKey) {
    sql.change(
        "UPDATE signing_key SET sealed_private_key = ? WHERE kid = ?", sealedPrivateKey, kid);
  }

  @Override
  public void signFrom(String kid, Instant signsFrom) {
    sql.change("UPDATE signing_key SET signs_from = ? WHERE kid = ?", Micros.of(signsFrom), kid);
    announcements.add(new SigningKeyChanged(kid));
  }

  @Override
  public void raiseLongestToken(long seconds) {
    int raised =
        sql.change(
            "UPDATE signing_key SET longest_token = ? WHERE longest_token < ?", seconds, seconds);
    if (raised > 0) {
      announcements.add(new SigningKeyChanged(""));
    }
  }

  private static SigningKeyRow row(ResultSet row) throws SQLException {
    return new SigningKeyRow(
        row.getString("kid"),
        row.getString("algorithm"),
        row.getString("public_jwk"),
        row.getBytes("sealed_private_key"),
        Micros.instant(row.getLong("created_at")),
        Micros.instant(row.getLong("signs_from")),
        row.getLong("longest_token"));
  }
}
