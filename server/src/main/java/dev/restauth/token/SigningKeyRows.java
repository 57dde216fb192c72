package dev.restauth.token;

import dev.restauth.store.Row;
import dev.restauth.store.Transaction;
import java.time.Instant;
import java.util.List;

/** The keys that sign tokens, their private part sealed under the master key. Each call is atomic. */
public record SigningKeyRows(Transaction tx) {
  /**
   * A key's row. Times are kept to the microsecond.
   *
   * @param kid its id, unique (RFC 7515 section 4.1.4)
   * @param algorithm the one JWS algorithm it is used with (RFC 7518 section 3.1)
   * @param publicJwk its public part as a JWK (RFC 7517); of a symmetric key only what is no secret
   * @param sealedPrivateKey sealed under the master key: PKCS#8, or the bytes of a symmetric key
   * @param createdAt when it was made, and published
   * @param signsFrom from when on it signs, unless another begins to after it
   * @param longestToken how long the longest token is valid that it may have signed, in seconds
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record SigningKeyRow(
      String kid,
      String algorithm,
      String publicJwk,
      byte[] sealedPrivateKey,
      Instant createdAt,
      Instant signsFrom,
      long longestToken) {

    /** The id alone. */
    @Override
    public String toString() {
      return "SigningKeyRow[kid=" + kid + "]";
    }
  }

  /** All keys, in the order in which they sign. */
  public List<SigningKeyRow> all() {
    return tx.sql()
        .all(
            "SELECT kid, algorithm, public_jwk, sealed_private_key, created_at, signs_from, longest_token"
                + " FROM signing_key ORDER BY signs_from, created_at, kid",
            SigningKeyRows::row);
  }

  /** Adds a key; a taken {@code kid} is a failure of the transaction. */
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

  /** Removes a key; says whether there was one. */
  public boolean remove(String kid) {
    boolean removed = tx.sql().change("DELETE FROM signing_key WHERE kid = ?", kid) > 0;
    if (removed) {
      tx.announce(new SigningKeyChanged(kid).change());
    }
    return removed;
  }

  /** Puts the same private key, sealed otherwise, in the place of the sealed one. */
  public void reseal(String kid, byte[] sealedPrivateKey) {
    tx.sql()
        .change(
            "UPDATE signing_key SET sealed_private_key = ? WHERE kid = ?", sealedPrivateKey, kid);
  }

  /** Changes from when on a key signs. */
  public void signFrom(String kid, Instant signsFrom) {
    tx.sql().change("UPDATE signing_key SET signs_from = ? WHERE kid = ?", signsFrom, kid);
    tx.announce(new SigningKeyChanged(kid).change());
  }

  /** From now on tokens may be valid for so many seconds: raises what is noted of every key. */
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
