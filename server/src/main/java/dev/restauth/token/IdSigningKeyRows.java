package dev.restauth.token;

import dev.restauth.store.Row;
import dev.restauth.store.Transaction;
import dev.restauth.token.SigningKeyRows.SigningKeyRow;
import java.time.Instant;
import java.util.List;

/**
 * Rows of the keys that sign ID tokens. The private parts are encrypted with the master key. Each
 * call is atomic.
 *
 * @param algorithm the only JWS algorithm of these keys
 */
record IdSigningKeyRows(Transaction tx, String algorithm) implements KeyRows {
  /** Returns the keys of all algorithms, in the order in which they sign. */
  static List<SigningKeyRow> ofAll(Transaction tx) {
    return tx.sql()
        .all(
            "SELECT kid, algorithm, public_jwk, sealed_private_key, created_at, signs_from"
                + " FROM id_signing_key ORDER BY signs_from, created_at, kid",
            IdSigningKeyRows::row);
  }

  /** Replaces the encrypted private part with the same private part, encrypted again. */
  static void reseal(Transaction tx, String kid, byte[] sealedPrivateKey) {
    tx.sql()
        .change(
            "UPDATE id_signing_key SET sealed_private_key = ? WHERE kid = ?",
            sealedPrivateKey,
            kid);
  }

  @Override
  public List<SigningKeyRow> all() {
    return tx.sql()
        .all(
            "SELECT kid, algorithm, public_jwk, sealed_private_key, created_at, signs_from"
                + " FROM id_signing_key WHERE algorithm = ? ORDER BY signs_from, created_at, kid",
            IdSigningKeyRows::row,
            algorithm);
  }

  @Override
  public void add(SigningKeyRow key) {
    tx.sql()
        .change(
            "INSERT INTO id_signing_key (kid, algorithm, public_jwk, sealed_private_key, created_at, signs_from)"
                + " VALUES (?, ?, ?, ?, ?, ?)",
            key.kid(),
            key.algorithm(),
            key.publicJwk(),
            key.sealedPrivateKey(),
            key.createdAt(),
            key.signsFrom());
    tx.announce(new SigningKeyChanged(key.kid()).change());
  }

  @Override
  public boolean remove(String kid) {
    boolean removed =
        tx.sql()
                .change(
                    "DELETE FROM id_signing_key WHERE kid = ? AND algorithm = ?", kid, algorithm)
            > 0;
    if (removed) {
      tx.announce(new SigningKeyChanged(kid).change());
    }
    return removed;
  }

  @Override
  public void signFrom(String kid, Instant signsFrom) {
    tx.sql().change("UPDATE id_signing_key SET signs_from = ? WHERE kid = ?", signsFrom, kid);
    tx.announce(new SigningKeyChanged(kid).change());
  }

  /** Does nothing, because no setting changes the validity of ID tokens. */
  @Override
  public void raiseLongestToken(long seconds) {}

  private static SigningKeyRow row(Row row) {
    return new SigningKeyRow(
        row.text("kid"),
        row.text("algorithm"),
        row.text("public_jwk"),
        row.bytes("sealed_private_key"),
        row.instant("created_at"),
        row.instant("signs_from"),
        KeyUse.ID_TOKENS.longest().toSeconds());
  }
}
