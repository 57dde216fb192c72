package dev.restauth.session;

import dev.restauth.store.Transaction;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What was revoked before it expired. Each call is atomic. */
public record RevocationRows(Transaction tx) {
  /**
   * Tokens of an account that ended before they expired: those of generations before this one. Whatever
   * raises the generation of an account keeps it so, in the same transaction.
   *
   * @param tokensUntil when the last of them will have expired
   */
  public record RevokedGenerations(long accountId, long before, Instant tokensUntil) {}

  /**
   * Keeps that a session was revoked.
   *
   * @param accountId whose it was
   * @param tokensUntil when its last token will have expired; of two calls for a session the later
   *     time counts
   */
  public void revokeSession(String sessionId, long accountId, Instant tokensUntil) {
    tx.sql()
        .change(
            "INSERT INTO revoked_session (session_id, account_id, tokens_until) VALUES (?, ?, ?)"
                + " ON CONFLICT (session_id) DO UPDATE SET tokens_until = excluded.tokens_until"
                + " WHERE revoked_session.tokens_until < excluded.tokens_until",
            sessionId,
            accountId,
            tokensUntil);
    tx.announce(new SessionRevoked(sessionId, tokensUntil).change());
  }

  /** How many revoked sessions of an account are kept. */
  public long count(long accountId) {
    return tx.sql()
        .one(
            "SELECT count(*) AS n FROM revoked_session WHERE account_id = ?",
            row -> row.number("n"),
            accountId)
        .orElseThrow();
  }

  /** Forgets those of an account, whose tokens have all ended otherwise; returns their ids. */
  public List<String> forget(long accountId) {
    return tx.sql()
        .all(
            "DELETE FROM revoked_session WHERE account_id = ? RETURNING session_id",
            row -> row.text("session_id"),
            accountId);
  }

  /** Whether a session was revoked and its tokens have not all expired. */
  public boolean isRevoked(String sessionId, Instant now) {
    return tx.sql()
        .one(
            "SELECT session_id FROM revoked_session WHERE session_id = ? AND tokens_until > ?",
            row -> row.text("session_id"),
            sessionId,
            now)
        .isPresent();
  }

  /** The revoked sessions whose tokens have not all expired, with the time when they will have. */
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

  /** Those whose tokens have not all expired, one an account. */
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
   * Removes those generations whose tokens have all expired.
   *
   * @param atMost how many, at least 1
   * @return how many were removed
   */
  public int purgeGenerations(Instant now, long atMost) {
    return tx.sql()
        .change(
            "DELETE FROM revoked_generation WHERE account_id IN (SELECT account_id FROM"
                + " revoked_generation WHERE tokens_until <= ? ORDER BY tokens_until LIMIT ?)",
            now,
            atMost);
  }

  /**
   * Removes those sessions whose tokens have all expired.
   *
   * @param atMost how many, at least 1
   * @return how many were removed
   */
  public int purge(Instant now, long atMost) {
    return tx.sql()
        .change(
            "DELETE FROM revoked_session WHERE session_id IN (SELECT session_id FROM revoked_session"
                + " WHERE tokens_until <= ? ORDER BY tokens_until LIMIT ?)",
            now,
            atMost);
  }
}
