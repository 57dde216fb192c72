package dev.restauth.session;

import dev.restauth.store.Row;
import dev.restauth.store.Transaction;
import java.time.Instant;
import java.util.Optional;

/**
 * Statements on the table {@code refresh_token} (RFC 6749 section 1.5). A session has one family of
 * refresh tokens: when a token is used, the next token of the family replaces it. Only digests are
 * stored. Each call is atomic.
 */
public record RefreshTokenRows(Transaction tx) {
  /**
   * The family of a session's refresh tokens.
   *
   * @param family the digest of the secret part that all tokens of the family share
   * @param sessionId the session
   * @param current the digest of the token to use next
   * @param previous the digest of the token that was used last; empty if no token was used yet
   * @param rotatedAt the time at which the previous token was used, with microsecond precision
   * @param sealedCurrent the current token, encrypted with a key derived from the previous token
   */
  @SuppressWarnings("ArrayRecordComponent") // instances are never compared
  public record RefreshTokenRow(
      byte[] family,
      String sessionId,
      byte[] current,
      Optional<byte[]> previous,
      Optional<Instant> rotatedAt,
      Optional<byte[]> sealedCurrent) {
    /** Returns a text that contains only the session id. */
    @Override
    public String toString() {
      return "RefreshTokenRow[sessionId=" + sessionId + "]";
    }
  }

  /**
   * Adds a family.
   *
   * @param sessionId a session that has no family yet
   * @param current the digest of the first token
   */
  public void add(byte[] family, String sessionId, byte[] current) {
    tx.sql()
        .change(
            "INSERT INTO refresh_token (family, session_id, current_digest) VALUES (?, ?, ?)",
            family,
            sessionId,
            current);
  }

  /** Returns the family with this digest; empty if there is none. */
  public Optional<RefreshTokenRow> find(byte[] family) {
    return tx.sql()
        .one(
            "SELECT family, session_id, current_digest, previous_digest, rotated_at, sealed_current"
                + " FROM refresh_token WHERE family = ?",
            RefreshTokenRows::row,
            family);
  }

  /**
   * Replaces the current token with the next one. The current token becomes the previous one.
   *
   * @param from the digest of the current token
   * @param to the digest of the next token
   * @param sealedTo the next token, encrypted with a key derived from the current token
   * @return whether {@code from} was still the current token
   */
  public boolean rotate(byte[] family, byte[] from, byte[] to, byte[] sealedTo, Instant at) {
    return tx.sql()
            .change(
                "UPDATE refresh_token SET current_digest = ?, previous_digest = current_digest,"
                    + " rotated_at = ?, sealed_current = ? WHERE family = ? AND current_digest = ?",
                to,
                at,
                sealedTo,
                family,
                from)
        > 0;
  }

  /**
   * Deletes the encrypted tokens of families that were rotated before {@code rotatedBefore}.
   *
   * @param atMost the maximum number of families, at least 1
   * @return the number of families
   */
  public int deleteSealed(Instant rotatedBefore, long atMost) {
    return tx.sql()
        .change(
            "UPDATE refresh_token SET sealed_current = NULL WHERE family IN (SELECT family FROM"
                + " refresh_token WHERE sealed_current IS NOT NULL AND rotated_at < ?"
                + " ORDER BY rotated_at LIMIT ?)"
                + " AND rotated_at < ?", // a refresh may have happened first
            rotatedBefore,
            atMost,
            rotatedBefore);
  }

  private static RefreshTokenRow row(Row row) {
    return new RefreshTokenRow(
        row.bytes("family"),
        row.text("session_id"),
        row.bytes("current_digest"),
        row.findBytes("previous_digest"),
        row.findInstant("rotated_at"),
        row.findBytes("sealed_current"));
  }
}
