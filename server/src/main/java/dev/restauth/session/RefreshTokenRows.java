package dev.restauth.session;

import dev.restauth.store.Row;
import dev.restauth.store.Transaction;
import java.time.Instant;
import java.util.Optional;

/**
 * The refresh tokens (RFC 6749 section 1.5), one line of them a session: each is replaced by the next
 * when it is used. Only digests are kept. Each call is atomic.
 */
public record RefreshTokenRows(Transaction tx) {
  /**
   * A session's line of refresh tokens.
   *
   * @param family digest of what all tokens of the line share, and nobody else knows
   * @param sessionId their session
   * @param current digest of the token that may be used next
   * @param previous digest of the one that was used last
   * @param rotatedAt when that was; to the microsecond
   * @param sealedCurrent the current token, under a key derived from the previous one
   */
  @SuppressWarnings("ArrayRecordComponent") // not compared
  public record RefreshTokenRow(
      byte[] family,
      String sessionId,
      byte[] current,
      Optional<byte[]> previous,
      Optional<Instant> rotatedAt,
      Optional<byte[]> sealedCurrent) {
    /** The session alone. */
    @Override
    public String toString() {
      return "RefreshTokenRow[sessionId=" + sessionId + "]";
    }
  }

  /**
   * Begins a line.
   *
   * @param sessionId a session that has none
   * @param current digest of its first token
   */
  public void add(byte[] family, String sessionId, byte[] current) {
    tx.sql()
        .change(
            "INSERT INTO refresh_token (family, session_id, current_digest) VALUES (?, ?, ?)",
            family,
            sessionId,
            current);
  }

  /** The line of that digest, or empty. */
  public Optional<RefreshTokenRow> find(byte[] family) {
    return tx.sql()
        .one(
            "SELECT family, session_id, current_digest, previous_digest, rotated_at, sealed_current"
                + " FROM refresh_token WHERE family = ?",
            RefreshTokenRows::row,
            family);
  }

  /**
   * Puts the next token in the place of the current one, which becomes the previous one.
   *
   * @param from digest of the current one
   * @param to digest of the next
   * @param sealedTo the next, under a key derived from the current one
   * @return whether {@code from} was still the current one
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

  /** Forgets the sealed tokens of lines that were rotated before then; says of how many. */
  public int forgetSealed(Instant rotatedBefore) {
    return tx.sql()
        .change(
            "UPDATE refresh_token SET sealed_current = NULL WHERE sealed_current IS NOT NULL"
                + " AND rotated_at < ?",
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
