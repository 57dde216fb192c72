package dev.restauth.session;

import dev.restauth.account.EndedSessionRows;
import dev.restauth.store.Transaction;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Statements on the tables of revocations. Each call is atomic. */
public record RevocationRows(Transaction tx) {
  /**
   * The revoked tokens of an account: all tokens of generations below {@code before}. Each
   * transaction that raises the generation of an account stores such a row.
   *
   * @param tokensUntil the time at which the last of these tokens expires
   */
  public record RevokedGenerations(long accountId, long before, Instant tokensUntil) {}

  /**
   * Stores the revocation of a session.
   *
   * @param accountId the account of the session
   * @param tokensUntil the time at which the last token of the session expires; if the session is
   *     revoked twice, the later time is stored
   */
  public void revokeSession(String sessionId, long accountId, Instant tokensUntil) {
    new EndedSessionRows(tx).revoke(sessionId, accountId, tokensUntil);
  }

  /** Returns the number of stored revocations of an account's sessions. */
  public long count(long accountId) {
    return tx.sql()
        .one(
            "SELECT count(*) AS n FROM revoked_session WHERE account_id = ?",
            row -> row.number("n"),
            accountId)
        .orElseThrow();
  }

  /**
   * Deletes the revocations of an account's sessions. Call this method if all tokens of these
   * sessions are revoked in another way. Returns the ids of the sessions.
   */
  public List<String> delete(long accountId) {
    return tx.sql()
        .all(
            "DELETE FROM revoked_session WHERE account_id = ? RETURNING session_id",
            row -> row.text("session_id"),
            accountId);
  }

  /** Returns whether a session was revoked and may have tokens that have not expired. */
  public boolean isRevoked(String sessionId, Instant now) {
    return tx.sql()
        .one(
            "SELECT session_id FROM revoked_session WHERE session_id = ? AND tokens_until > ?",
            row -> row.text("session_id"),
            sessionId,
            now)
        .isPresent();
  }

  /**
   * Returns the revoked sessions that may have unexpired tokens, each with the time at which its
   * last token expires.
   */
  public Map<String, Instant> revokedSessions(Instant now) {
    return tx
        .sql()
        .all(
            "SELECT session_id, tokens_until FROM revoked_session WHERE tokens_until > ?",
            row -> Map.entry(row.text("session_id"), row.instant("tokens_until")),
            now)
        .stream()
        .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  /** Returns the revoked generations that may have unexpired tokens, one per account. */
  public List<RevokedGenerations> revokedGenerations(Instant now) {
    return tx.sql()
        .all(
            "SELECT account_id, generation, tokens_until FROM revoked_generation WHERE tokens_until > ?",
            row ->
                new RevokedGenerations(
                    row.number("account_id"),
                    row.number("generation"),
                    row.instant("tokens_until")),
            now);
  }

  /**
   * Removes revoked generations whose tokens have all expired.
   *
   * @param atMost the maximum number of rows to remove, at least 1
   * @return the number of removed rows
   */
  public int purgeGenerations(Instant now, long atMost) {
    return tx.sql()
        .change(
            "DELETE FROM revoked_generation WHERE account_id IN (SELECT account_id FROM"
                + " revoked_generation WHERE tokens_until <= ? ORDER BY tokens_until LIMIT ?)"
                + " AND tokens_until <= ?", // unless just renewed
            now,
            atMost,
            now);
  }

  /**
   * Removes revocations of sessions whose tokens have all expired.
   *
   * @param atMost the maximum number of rows to remove, at least 1
   * @return the number of removed rows
   */
  public int purge(Instant now, long atMost) {
    return tx.sql()
        .change(
            "DELETE FROM revoked_session WHERE session_id IN (SELECT session_id FROM revoked_session"
                + " WHERE tokens_until <= ? ORDER BY tokens_until LIMIT ?)"
                + " AND tokens_until <= ?", // unless just renewed
            now,
            atMost,
            now);
  }
}
