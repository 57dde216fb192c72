package dev.restauth.impersonation;

import dev.restauth.store.Transaction;
import java.time.Instant;
import java.util.Optional;

/**
 * Statements on the table {@code impersonation}. Its rows are removed together with their sessions.
 */
record ImpersonationRows(Transaction tx) {

  /**
   * Stores which administrator acts in a session.
   *
   * @param accountId the account of the session
   * @param actorId the account of the administrator
   * @param actorSession the session of the administrator; empty if the call was authenticated with
   *     a password
   */
  void add(String sessionId, long accountId, long actorId, Optional<String> actorSession) {
    tx.sql()
        .change(
            "INSERT INTO impersonation (session_id, account_id, actor_id, actor_session)"
                + " VALUES (?, ?, ?, ?)",
            sessionId,
            accountId,
            actorId,
            actorSession);
  }

  /** Returns the number of live sessions in which an administrator acts as another user. */
  long live(long actorId, Instant now) {
    return tx.sql()
        .one(
            "SELECT count(*) AS n FROM impersonation JOIN session ON session.id = session_id"
                + " WHERE actor_id = ? AND ends_at > ?",
            row -> row.number("n"),
            actorId,
            now)
        .orElseThrow();
  }
}
