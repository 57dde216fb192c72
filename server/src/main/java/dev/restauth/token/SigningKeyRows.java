package dev.restauth.token;

import dev.restauth.store.Row;
import dev.restauth.store.Transaction;
import java.time.Instant;
import java.util.List;

/**
 * Rows of signing keys. The private parts are encrypted with the master key. Each call is atomic.
 */
public record SigningKeyRows(Transaction tx) implements KeyRows {
  /**
   * The row of a key. Times have microsecond precision.
   *
   * @param kid the id of the key, unique (RFC 7515 section 4.1.4)
   * @param algorithm the only JWS algorithm with which the key is used (RFC 7518 section 3.1)
   * @param publicJwk the public part of the key as a JWK (RFC 7517); for a symmetric key, without
   *     the secret members
   * @param sealedPrivateKey the private key in PKCS#8 or the symmetric key, encrypted with the
   *     master key
   * @param createdAt the time at which the key was generated and published
   * @param signsFrom the time from which the key signs, until another key begins to sign
   * @param longestToken the longest validity of a token that the key may have signed, in seconds
   */
  @SuppressWarnings("ArrayRecordComponent") // instances are never compared
  public record SigningKeyRow(
      String kid,
      String algorithm,
      String publicJwk,
      byte[] sealedPrivateKey,
      Instant createdAt,
      Instant signsFrom,
      long longestToken) {

    /** Returns a text that contains only the key id. */
    @Override
    public String toString() {
      return "SigningKeyRow[kid=" + kid + "]";
    }
  }

  @Override
  public List<SigningKeyRow> all() {
    return tx.sql()
        .all(
            "SELECT kid, algorithm, public_jwk, sealed_private_key, created_at, signs_from, longest_token"
                + " FROM signing_key ORDER BY signs_from, created_at, kid",
            SigningKeyRows::row);
  }

  @Override
  public void add(SigningKeyRow key) {
    tx.sql()
        .change(
            "INSERT INTO signing_key (kid, algorithm, public_jwk, sealed_private_key, created_at,"
                + " signs_from, longest_token) VALUES (?, ?, ?, ?, ?, ?, ?)",
            key.kid(),
            key.algorithm(),
            key.publicJwk(),
            key.sealedPrivateKey(),
            key.createdAt(),
            key.signsFrom(),
            key.longestToken());
    tx.announce(new SigningKeyChanged(key.kid()).change());
  }

  @Override
  public boolean remove(String kid) {
    boolean removed = tx.sql().change("DELETE FROM signing_key WHERE kid = ?", kid) > 0;
    if (removed) {
      tx.announce(new SigningKeyChanged(kid).change());
    }
    return removed;
  }

  /** Replaces the encrypted private part with the same private part, encrypted again. */
  public void reseal(String kid, byte[] sealedPrivateKey) {
    tx.sql()
        .change(
            "UPDATE signing_key SET sealed_private_key = ? WHERE kid = ?", sealedPrivateKey, kid);
  }

  @Override
  public void signFrom(String kid, Instant signsFrom) {
    tx.sql().change("UPDATE signing_key SET signs_from = ? WHERE kid = ?", signsFrom, kid);
    tx.announce(new SigningKeyChanged(kid).change());
  }

  @Override
  public void raiseLongestToken(long seconds) {
    int raised =
        tx.sql()
            .change(
                "UPDATE signing_key SET longest_token = ? WHERE longest_token < ?",
                seconds,
                seconds);
    if (raised > 0) {
      tx.announce(new SigningKeyChanged("").change());
    }
  }

  private static SigningKeyRow row(Row row) {
    return new SigningKeyRow(
        row.text("kid"),
        row.text("algorithm"),
        row.text("public_jwk"),
        row.bytes("sealed_private_key"),
        row.instant("created_at"),
        row.instant("signs_from"),
        row.number("longest_token"));
  }
}
