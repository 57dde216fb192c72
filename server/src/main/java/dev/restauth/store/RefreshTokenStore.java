package dev.restauth.store;

import java.time.Instant;
import java.util.Optional;

/**
 * The refresh tokens (RFC 6749 section 1.5), one line of them a session: each is replaced by the next
 * when it is used. Only digests are kept. Each call is atomic.
 */
public interface RefreshTokenStore {

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
  record RefreshTokenRow(
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
  void add(byte[] family, String sessionId, byte[] current);

  /** The line of that digest, or empty. */
  Optional<RefreshTokenRow> find(byte[] family);

  /**
   * Puts the next token in the place of the current one, which becomes the previous one.
   *
   * @param from digest of the current one
   * @param to digest of the next
   * @param sealedTo the next, under a key derived from the current one
   * @return whether {@code from} was still the current one
   */
  boolean rotate(byte[] family, byte[] from, byte[] to, byte[] sealedTo, Instant at);

  /** Forgets the sealed tokens of lines that were rotated before then; says of how many. */
  int forgetSealed(Instant rotatedBefore);
}
