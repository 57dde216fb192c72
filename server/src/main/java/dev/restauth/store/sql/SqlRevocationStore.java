package dev.restauth.store.sql;

import dev.restauth.store.Change.SessionRevoked;
import dev.restauth.store.RevocationStore;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Revocations in SQL. */
record SqlRevocationStore(Sql sql, Announcements announcements) implements RevocationStore {
  @Override
  public void revokeSession(String sessionId, long accountId, Instant tokensUntil) {
    sql.change(
        "INSERT INTO revoked_session (session_id, account_id, tokens_until) VALUES (?, ?, ?)"
            + " ON CONFLICT (session_id) DO UPDATE SET tokens_until = excluded.tokens_until"
            + " WHERE revoked_session.tokens_until < excluded.tokens_until",
        sessionId,
        accountId,
        Micros.of(tokensUntil));
    announcements.add(new SessionRevoked(sessionId, tokensUntil));
  }

  @Override
  public long count(long accountId) {
    return sql.one(
            "SELECT count(*) AS n FROM revoked_session WHERE account_id = ?",
            row -> row.getLong("n"),
            accountId)
        .orElseThrow();
  }

  @Override
  public List<String> forget(long accountId) {
    return sql.all(
        "DELETE FROM revoked_session WHERE account_id = ? RETURNING session_id",
        row -> row.getString("session_id"),
        accountId);
  }

  @Override
  public boolean isRevoked(String sessionId, Instant now) {
    return sql.one(
            "SELECT session_id FROM revoked_session WHERE session_id = ? AND tokens_until > ?",
            row -> row.getString("session_id"),
            sessionId,
            Micros.of(now))
        .isPresent();
  }

  @Override
  public Map<String, Instant> revokedSessions(Instant now) {
    return sql
        .all(
            "SELECT session_id, tokens_until FROM revoked_session WHERE tokens_until > ?",
            row ->
                Map.entry(row.getString("session_id"), Micros.instant(row.getLong("tokens_until"))),
            Micros.of(now))
        .stream()
        .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  @Override
  public List<RevokedGenerations> revokedGenerations(Instant now) {
    return sql.all(
        "SELECT account_id, generation, tokens_until FROM revoked_generation WHERE tokens_until > ?",
        row ->
            new RevokedGenerations(
                row.getLong("account_id"),
                row.getLong("generation"),
                Micros.instant(row.getLong("tokens_until"))),
        Micros.of(now));
  }

  @Override
  public int purgeGenerations(Instant now, long atMost) {
    return sql.change(
        "DELETE FROM revoked_generation WHERE account_id IN (SELECT account_id FROM"
            + " revoked_generation WHERE tokens_until <= ? ORDER BY tokens_until LIMIT ?)",
        Micros.of(now),
        atMost);
  }

  @Override
  public int purge(Instant now, long atMost) {
    return sql.change(
        "DELETE FROM revoked_session WHERE session_id IN (SELECT session_id FROM revoked_session"
            + " WHERE tokens_until <= ? ORDER BY tokens_until LIMIT ?)",
        Micros.of(now),
        atMost);
  }
}
