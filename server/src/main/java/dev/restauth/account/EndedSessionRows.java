package dev.restauth.account;

import com.google.errorprone.annotations.CompileTimeConstant;
import dev.restauth.store.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Statements that end sessions and revoke keys after a change of an account. The account may belong
 * to the user, or to an administrator who acts as the user. The statements also store the
 * revocations. They refer to the tables of other packages (sessions, browser sessions, remembered
 * devices, keys, impersonations and roles) only in SQL. Each call is atomic.
 */
public record EndedSessionRows(Transaction tx) {
  /** Maximum difference between the clocks of two servers. */
  private static final Duration CLOCK_STEP = Duration.ofSeconds(60);

  private static final String END_IMPERSONATED =
      "DELETE FROM session WHERE id IN (SELECT session_id FROM impersonation WHERE ";
  private static final String ENDED = ") RETURNING id, account_id, ends_at";

  private record Ended(String id, long accountId, Instant endsAt) {}

  private record EndedOfClient(String id, String clientId) {}

  /**
   * Ends all sessions of an account whose generation was raised, and all sessions in which its
   * owner acts as another user. Only impersonated sessions are revoked by their ids. The tokens of
   * all other sessions contain the account's old generation, which already makes them invalid.
   *
   * @param generation the new generation
   */
  void endAll(long accountId, long generation) {
    endImpersonated(accountId);
    tx.sql()
        .all(
            "DELETE FROM session WHERE account_id = ? RETURNING id, client_id",
            row ->
                row.findText("client_id").map(client -> new EndedOfClient(row.text("id"), client)),
            accountId)
        .forEach(ended -> ended.ifPresent(each -> addEnded(each.id(), each.clientId(), accountId)));
    endBrowsers(accountId);
    endDevices(accountId);
    endAttempts(accountId);
    addRevokedGeneration(accountId, generation);
  }

  /** Stores that a client session has ended. The client may have to be notified. */
  public void addEnded(String sessionId, String clientId, long accountId) {
    tx.sql()
        .change(
            "INSERT INTO ended_client_session (session_id, client_id, account_id, ended_at)"
                + " VALUES (?, ?, ?, ?) ON CONFLICT (session_id) DO NOTHING",
            sessionId,
            clientId,
            accountId,
            tx.now());
  }

  /** Stores that a client may have to be notified of a log-out, although its session continues. */
  public void addLogout(String sessionId, String clientId, long accountId) {
    addEnded(sessionId, clientId, accountId);
    tx.announce(new ClientLogoutDue(sessionId).change());
  }

  /** A client session that has ended, or whose user has logged out. */
  public record OfClient(String sessionId, String clientId, long accountId) {}

  /** Returns whether any client may have to be notified of an ended session or a log-out. */
  public boolean anyOfClients() {
    return tx.sql()
        .one("SELECT session_id FROM ended_client_session LIMIT 1", row -> row.text("session_id"))
        .isPresent();
  }

  /** Removes and returns the client sessions that ended first, at most {@code atMost}. */
  public List<OfClient> takeOfClients(long atMost) {
    return tx.sql()
        .all(
            "DELETE FROM ended_client_session WHERE session_id IN"
                + " (SELECT session_id FROM ended_client_session ORDER BY ended_at LIMIT ?)"
                + " RETURNING session_id, client_id, account_id",
            row ->
                new OfClient(
                    row.text("session_id"), row.text("client_id"), row.number("account_id")),
            atMost);
  }

  /**
   * Stores that the tokens of the account's earlier generations are revoked. The row remains for
   * the longest duration of any signing key's tokens, plus one minute. The minute allows for the
   * clock of another server, which may have issued the token.
   */
  private void addRevokedGeneration(long id, long generation) {
    tx.sql()
        .change(
            "INSERT INTO revoked_generation (account_id, generation, tokens_until) SELECT ?, ?, ? +"
                + " (coalesce(max(longest_token), 86400) + 60) * 1000000 FROM signing_key WHERE"
                + " true ON CONFLICT (account_id) DO UPDATE SET generation = excluded.generation,"
                + " tokens_until = CASE WHEN revoked_generation.tokens_until >"
                + " excluded.tokens_until THEN revoked_generation.tokens_until ELSE"
                + " excluded.tokens_until END",
            id,
            generation,
            tx.now());
  }

  /**
   * Ends the browser sessions of an account. The caller must end the client sessions that began in
   * these browser sessions.
   */
  public void endBrowsers(long accountId) {
    tx.sql().change("DELETE FROM browser_session WHERE account_id = ?", accountId);
  }

  /**
   * Removes the remembered devices of an account. The server then asks for the second factor in
   * every browser again.
   */
  public void endDevices(long accountId) {
    tx.sql().change("DELETE FROM remembered_device WHERE account_id = ?", accountId);
  }

  /**
   * Ends the browser sessions of an account except one. The caller must end the client sessions
   * that began in the ended browser sessions.
   */
  public void endOtherBrowsers(long accountId, String except) {
    tx.sql()
        .change("DELETE FROM browser_session WHERE account_id = ? AND id <> ?", accountId, except);
  }

  /** Ends an account's unfinished log-ins, which still lack the second factor. */
  public void endAttempts(long accountId) {
    tx.sql().change("DELETE FROM login_attempt WHERE account_id = ?", accountId);
  }

  /**
   * Revokes the personal keys of an account whose generation was raised. The tokens that were
   * issued for these keys contain the old generation.
   */
  public void endKeys(long accountId) {
    tx.sql().change("DELETE FROM personal_key WHERE account_id = ?", accountId);
  }

  /**
   * Ends the impersonated sessions of an account, and the sessions in which its owner acts as
   * another user.
   */
  public void endImpersonated(long accountId) {
    end(END_IMPERSONATED + "account_id = ? OR actor_id = ?" + ENDED, accountId, accountId);
  }

  /**
   * Ends the sessions in which an administrator acts as another user, if the administrator's
   * session {@code actorSession} has ended.
   */
  public void endImpersonatedBySession(String actorSession) {
    end(END_IMPERSONATED + "actor_session = ?" + ENDED, actorSession);
  }

  /**
   * Ends the sessions in which an administrator acts as another user, if the administrator began
   * these sessions with the password and not from a session.
   */
  public void endImpersonatedByPassword(long actorId) {
    end(END_IMPERSONATED + "actor_id = ? AND actor_session IS NULL" + ENDED, actorId);
  }

  /**
   * Ends the sessions in which an administrator acts as another user, if the administrator or the
   * user has the role.
   */
  public void endImpersonatedByRole(String role) {
    end(
        END_IMPERSONATED
            + "EXISTS (SELECT 1 FROM account_role WHERE account_role.role = ?"
            + " AND account_role.account_id IN (impersonation.actor_id, impersonation.account_id))"
            + ENDED,
        role);
  }

  private void end(@CompileTimeConstant final String statement, Object... parameters) {
    tx.sql()
        .all(
            statement,
            row -> new Ended(row.text("id"), row.number("account_id"), row.instant("ends_at")),
            parameters)
        .forEach(ended -> revoke(ended.id(), ended.accountId(), ended.endsAt().plus(CLOCK_STEP)));
  }

  /**
   * Stores the revocation of a session, and announces it.
   *
   * @param accountId the account of the session
   * @param tokensUntil the time at which the last token of the session expires; if the session is
   *     revoked twice, the later time is stored
   */
  public void revoke(String sessionId, long accountId, Instant tokensUntil) {
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
}
