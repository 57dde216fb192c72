package dev.restauth.account;

import com.google.errorprone.annotations.CompileTimeConstant;
import dev.restauth.store.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Statements that end sessions and keys because of their account, or of the administrator who acts in them, and store
 * the revocations. They name the tables of sessions, of browser
 * sessions, of remembered devices, of keys, of impersonations and of roles in SQL only. Each call is
 * atomic.
 */
public record EndedSessionRows(Transaction tx) {
  /** The maximum difference between the clocks of two servers. */
  private static final Duration CLOCK_STEP = Duration.ofSeconds(60);

  private static final String END_IMPERSONATED =
      "DELETE FROM session WHERE id IN (SELECT session_id FROM impersonation WHERE ";
  private static final String ENDED = ") RETURNING id, account_id, ends_at";

  private record Ended(String id, long accountId, Instant endsAt) {}

  private record EndedOfClient(String id, String clientId) {}

  /**
   * Ends all sessions of an account whose generation was raised, and all in which its owner acts as another user. Only
   * impersonated ones are revoked by their ids: the tokens of all others have the account and its old generation.
   *
   * @param generation the new one
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

  /** Stores the end of a session of a client, which may need a notification. */
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

  /** Stores that a client may need a notification of a log-out, although its session continues. */
  public void addLogout(String sessionId, String clientId, long accountId) {
    addEnded(sessionId, clientId, accountId);
    tx.announce(new ClientLogoutDue(sessionId).change());
  }

  /** The session of a client that has ended, or whose user has logged out. */
  public record OfClient(String sessionId, String clientId, long accountId) {}

  /** Returns whether there are sessions about which clients may need a notification. */
  public boolean anyOfClients() {
    return tx.sql()
        .one("SELECT session_id FROM ended_client_session LIMIT 1", row -> row.text("session_id"))
        .isPresent();
  }

  /** Removes the sessions of clients that ended first, at most this number, and returns them. */
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
   * Stores the revocation until the longest token that any key may have signed has expired, plus
   * one minute: the token may have been issued by another clock.
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

  /** Ends the browser sessions of an account. The sessions of clients in them are the caller's to end. */
  public void endBrowsers(long accountId) {
    tx.sql().change("DELETE FROM browser_session WHERE account_id = ?", accountId);
  }

  /** Ends the remembered devices of an account: from then on each browser asks for the second factor. */
  public void endDevices(long accountId) {
    tx.sql().change("DELETE FROM remembered_device WHERE account_id = ?", accountId);
  }

  /** Ends the browser sessions of an account but one; the rest is the same. */
  public void endOtherBrowsers(long accountId, String except) {
    tx.sql()
        .change("DELETE FROM browser_session WHERE account_id = ? AND id <> ?", accountId, except);
  }

  /** Ends the log-ins to an account that lack a factor. */
  public void endAttempts(long accountId) {
    tx.sql().change("DELETE FROM login_attempt WHERE account_id = ?", accountId);
  }

  /** Ends the personal keys of an account whose generation was raised: tokens that were issued for them have the old one. */
  public void endKeys(long accountId) {
    tx.sql().change("DELETE FROM personal_key WHERE account_id = ?", accountId);
  }

  /** Ends the impersonated sessions of an account, and those in which its owner acts as another user. */
  public void endImpersonated(long accountId) {
    end(END_IMPERSONATED + "account_id = ? OR actor_id = ?" + ENDED, accountId, accountId);
  }

  /** Ends the sessions in which an administrator acts as another user, if their own session has ended. */
  public void endImpersonatedBySession(String actorSession) {
    end(END_IMPERSONATED + "actor_session = ?" + ENDED, actorSession);
  }

  /**
   * Ends the sessions in which an administrator acts as another user, if they sent the password and have no session.
   */
  public void endImpersonatedByPassword(long actorId) {
    end(END_IMPERSONATED + "actor_id = ? AND actor_session IS NULL" + ENDED, actorId);
  }

  /** Ends the impersonated sessions of all accounts that have a role, and of administrators who have it. */
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
   * @param accountId the session's account
   * @param tokensUntil when its last token will have expired; if a session is revoked twice, the
   *     later time is stored
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
