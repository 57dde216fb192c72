package dev.restauth.session;

import com.google.errorprone.annotations.CompileTimeConstant;
import dev.restauth.account.EndedSessionRows;
import dev.restauth.session.Sessions.Sender;
import dev.restauth.store.Transaction;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Statements on the table {@code session}. Each call is atomic. If only one of several concurrent
 * calls can succeed, each call returns whether it succeeded. A session is live until it expires. In
 * addition, its account must be active, and must still have the generation of the session. A client
 * session also ends together with the browser session in which it began, unless it has {@code
 * offline_access}.
 */
public record SessionRows(Transaction tx) {
  private static final String COLUMNS =
      " id, account_id, generation, method, authenticated_at, renewed_at, ends_at, address,"
          + " user_agent, adopted_until, scope, organization_id, client_id, audience,"
          + " browser_session_id, offline, claims ";
  private static final String IS_LIVE =
      "ends_at > ? AND EXISTS (SELECT 1 FROM account WHERE account.id = session.account_id"
          + " AND account.generation = session.generation AND account.state = 'active')"
          // A client session also ends when the browser session expires (OpenID Connect
          // Back-Channel Logout section 2.7).
          + " AND (browser_session_id IS NULL OR offline = 1 OR EXISTS (SELECT 1 FROM browser_session"
          + " WHERE browser_session.id = session.browser_session_id AND browser_session.ends_at > ?))";

  private static final String INSERT =
      "INSERT INTO session (id, account_id, generation, method, authenticated_at, renewed_at, ends_at,"
          + " address, user_agent, adopted_until, scope, organization_id, client_id, audience,"
          + " browser_session_id, offline, claims)"
          + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
          + " ON CONFLICT (id) DO ";

  /** Adds a session, unless its id is taken. Returns whether the session was added. */
  public boolean add(SessionRow session) {
    return insert(INSERT + "NOTHING", session);
  }

  /**
   * Adds a session, or replaces the session with the same id. A replaced session retains its
   * narrowed scopes and its organisation.
   */
  public void put(SessionRow session) {
    insert(
        INSERT
            + "UPDATE SET account_id = excluded.account_id, generation = excluded.generation,"
            + " method = excluded.method, authenticated_at = excluded.authenticated_at,"
            + " renewed_at = excluded.renewed_at, ends_at = excluded.ends_at,"
            + " address = excluded.address, user_agent = excluded.user_agent,"
            + " adopted_until = excluded.adopted_until",
        session);
  }

  private boolean insert(@CompileTimeConstant final String statement, SessionRow session) {
    return tx.sql()
            .change(
                statement,
                session.id(),
                session.accountId(),
                session.generation(),
                session.method(),
                session.authenticatedAt(),
                session.renewedAt(),
                session.endsAt(),
                session.address(),
                session.userAgent(),
                session.adoptedUntil(),
                session.scope(),
                session.organization(),
                session.client().map(ClientGrant::clientId),
                session.client().flatMap(ClientGrant::audience),
                session.client().flatMap(ClientGrant::browserSessionId),
                session.client().filter(ClientGrant::offline).isPresent() ? 1L : 0L,
                session.client().flatMap(ClientGrant::claims))
        > 0;
  }

  /** Returns the session with this id if it is live; otherwise empty. */
  public Optional<SessionRow> findLive(String id, Instant now) {
    return tx.sql()
        .one(
            "SELECT" + COLUMNS + "FROM session WHERE id = ? AND " + IS_LIVE,
            SessionRow::read,
            id,
            now,
            now);
  }

  /**
   * Locks the row of a session until the transaction ends. Other transactions wait before they end
   * the session.
   */
  void lock(String id) {
    var _ = tx.sql().change("UPDATE session SET renewed_at = renewed_at WHERE id = ?", id);
  }

  /** Returns the live sessions of an account, the newest first. */
  public List<SessionRow> live(long accountId, Instant now) {
    return tx.sql()
        .all(
            "SELECT"
                + COLUMNS
                + "FROM session WHERE account_id = ? AND "
                + IS_LIVE
                + " ORDER BY authenticated_at DESC, id DESC",
            SessionRow::read,
            accountId,
            now,
            now);
  }

  /**
   * Narrows a session if its scopes are still {@code before}.
   *
   * @return whether this call narrowed the session
   */
  public boolean narrow(String id, Optional<String> before, String scope) {
    return tx.sql()
            .change(
                "UPDATE session SET scope = ? WHERE id = ? AND coalesce(scope, '') = ?",
                scope,
                id,
                before.orElse(""))
        > 0;
  }

  /**
   * Moves a session to an organisation, unless the session is already in another one.
   *
   * @return whether the session is now in that organisation
   */
  public boolean enter(String id, String organization) {
    return tx.sql()
            .change(
                "UPDATE session SET organization_id = ? WHERE id = ?"
                    + " AND coalesce(organization_id, ?) = ?",
                organization,
                id,
                organization,
                organization)
        > 0;
  }

  /** Stores a renewal and the new expiry time. Returns whether the session still exists. */
  public boolean renew(String id, Instant at, Instant endsAt) {
    return tx.sql()
            .change("UPDATE session SET renewed_at = ?, ends_at = ? WHERE id = ?", at, endsAt, id)
        > 0;
  }

  /** Removes a session and its refresh token. Returns the session; empty if it did not exist. */
  public Optional<SessionRow> end(String id) {
    return recordEnded(
            tx.sql()
                .all("DELETE FROM session WHERE id = ? RETURNING" + COLUMNS, SessionRow::read, id))
        .stream()
        .findFirst();
  }

  /**
   * Removes all live sessions of an account except one.
   *
   * @return the removed sessions
   */
  List<SessionRow> endOthers(long accountId, String except, Instant now) {
    return recordEnded(
        tx.sql()
            .all(
                "DELETE FROM session WHERE account_id = ? AND id <> ? AND ends_at > ? RETURNING"
                    + COLUMNS,
                SessionRow::read,
                accountId,
                except,
                now));
  }

  /**
   * Removes the oldest live sessions of an account. Sessions in which administrators act as the
   * owner are neither counted nor removed: their beginning must not end a session of the owner.
   * Client sessions are not counted either, because they have a separate limit.
   *
   * @param except a session that continues in any case
   * @param keep the number of other sessions that continue
   * @return the removed sessions
   */
  public List<SessionRow> endOldest(long accountId, String except, long keep, Instant now) {
    // SQLite has no OFFSET without a LIMIT.
    return tx.sql()
        .all(
            "DELETE FROM session WHERE id IN (SELECT id FROM session WHERE account_id = ?"
                + " AND id <> ? AND ends_at > ? AND method <> 'impersonation' AND client_id IS NULL"
                + " ORDER BY authenticated_at DESC, id DESC"
                + " LIMIT 1000000 OFFSET ?) RETURNING"
                + COLUMNS,
            SessionRow::read,
            accountId,
            except,
            now,
            keep);
  }

  /**
   * Removes the client sessions of an account that were used least recently.
   *
   * @param except a session that continues in any case
   * @param keep the number of other sessions that continue
   * @return the removed sessions
   */
  List<SessionRow> endOldestOfClients(long accountId, String except, long keep, Instant now) {
    return recordEnded(
        tx.sql()
            .all(
                "DELETE FROM session WHERE id IN (SELECT id FROM session WHERE account_id = ?"
                    + " AND id <> ? AND ends_at > ? AND client_id IS NOT NULL"
                    + " ORDER BY renewed_at DESC, id DESC"
                    + " LIMIT 1000000 OFFSET ?) RETURNING"
                    + COLUMNS,
                SessionRow::read,
                accountId,
                except,
                now,
                keep));
  }

  /**
   * Removes the client sessions that end together with a browser session.
   *
   * @return the removed sessions
   */
  List<SessionRow> endOfBrowser(String browserSessionId) {
    return recordEnded(
        tx.sql()
            .all(
                "DELETE FROM session WHERE browser_session_id = ? AND offline = 0 RETURNING"
                    + COLUMNS,
                SessionRow::read,
                browserSessionId));
  }

  /**
   * Stores that a browser session has ended, for the clients whose sessions continue. The user has
   * logged out, but refresh tokens with offline access are not revoked (OpenID Connect Back-Channel
   * Logout section 2.7).
   */
  void recordLogoutOfOutlasting(String browserSessionId) {
    tx.sql()
        .all(
            "SELECT" + COLUMNS + "FROM session WHERE browser_session_id = ? AND offline = 1",
            SessionRow::read,
            browserSessionId)
        .forEach(
            row ->
                row.client()
                    .ifPresent(
                        of ->
                            new EndedSessionRows(tx)
                                .addLogout(row.id(), of.clientId(), row.accountId())));
  }

  /**
   * Removes sessions of a client.
   *
   * @param atMost the maximum number of sessions to remove, at least 1
   * @return the removed sessions
   */
  List<SessionRow> endOfClient(String clientId, long atMost) {
    return recordEnded(
        tx.sql()
            .all(
                "DELETE FROM session WHERE id IN (SELECT id FROM session WHERE client_id = ? LIMIT ?)"
                    + " RETURNING"
                    + COLUMNS,
                SessionRow::read,
                clientId,
                atMost));
  }

  /**
   * Removes the sessions that a client has for an account.
   *
   * @return the removed sessions
   */
  List<SessionRow> endOfClient(long accountId, String clientId) {
    return recordEnded(
        tx.sql()
            .all(
                "DELETE FROM session WHERE account_id = ? AND client_id = ? RETURNING" + COLUMNS,
                SessionRow::read,
                accountId,
                clientId));
  }

  /**
   * Returns the address and User-Agent of a browser whose session is live; empty if the session has
   * ended. The table of browser sessions belongs to another package, so this class refers to it
   * only in SQL.
   */
  Optional<Sender> browser(String browserSessionId, long accountId, long generation, Instant now) {
    return tx.sql()
        .one(
            "SELECT address, user_agent FROM browser_session WHERE id = ? AND account_id = ?"
                + " AND generation = ? AND ends_at > ?",
            row -> new Sender(row.text("address"), row.findText("user_agent")),
            browserSessionId,
            accountId,
            generation,
            now);
  }

  /** Stores the removed client sessions, so that their clients can be notified. */
  private List<SessionRow> recordEnded(List<SessionRow> removed) {
    for (SessionRow row : removed) {
      row.client()
          .ifPresent(
              of -> new EndedSessionRows(tx).addEnded(row.id(), of.clientId(), row.accountId()));
    }
    return removed;
  }

  /**
   * Removes expired sessions.
   *
   * @param atMost the maximum number of sessions to remove, at least 1
   * @return the number of removed sessions
   */
  public int purge(Instant now, long atMost) {
    return recordEnded(
            tx.sql()
                .all(
                    "DELETE FROM session WHERE id IN (SELECT id FROM session WHERE ends_at <= ?"
                        + " ORDER BY ends_at LIMIT ?) AND ends_at <= ?" // unless just renewed
                        + " RETURNING"
                        + COLUMNS,
                    SessionRow::read,
                    now,
                    atMost,
                    now))
        .size();
  }
}
