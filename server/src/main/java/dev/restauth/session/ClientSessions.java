package dev.restauth.session;

import dev.restauth.account.AccountRows;
import dev.restauth.crypto.RandomIds;
import dev.restauth.event.Network;
import dev.restauth.event.SecurityEvents;
import dev.restauth.session.ClientSessionRevoker.BrowserEnd;
import dev.restauth.session.SessionEvents.Reason;
import dev.restauth.session.Sessions.NewSession;
import dev.restauth.session.Sessions.Sender;
import dev.restauth.store.Transaction;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Begins and ends the sessions of OAuth clients in its callers' transactions. Thread-safe. */
public final class ClientSessions {
  /** Maximum number of sessions that one transaction ends for a client. */
  static final long BATCH = 500;

  private final SessionRowFactory rows;
  private final SessionRevoker revoker;
  private final SessionEvents events;

  /** Creates client sessions with the durations of {@code policy}. */
  ClientSessions(Revocations revocations, SessionPolicy policy, SecurityEvents events) {
    this.rows = new SessionRowFactory(policy, new RandomIds());
    this.revoker = new SessionRevoker(revocations, policy);
    this.events = new SessionEvents(events);
  }

  /**
   * The log-in of the user for whom a client gets a session.
   *
   * @param generation the generation of the account at the time of the authentication
   * @param methods the text of the {@link dev.restauth.assurance.AuthenticationMethods}
   * @param authenticatedAt the time of the last proof
   */
  public record Login(long accountId, long generation, String methods, Instant authenticatedAt) {}

  /**
   * Begins a client session, and locks the account. If the account already has 100 client sessions,
   * ends the one that was used least recently. Sessions without a client have a separate limit.
   *
   * @param sender the address and User-Agent of the request. If there is a browser session, the
   *     address and User-Agent of the browser are stored instead
   * @param scope the granted scopes, not empty
   * @param refreshable whether the session gets a refresh token
   * @return the session; empty if the account has changed since the log-in, or the browser session
   *     has ended
   */
  public Optional<NewSession> begin(
      Transaction tx,
      Login login,
      Sender sender,
      Set<String> scope,
      ClientGrant grant,
      boolean refreshable) {
    long accountId = login.accountId();
    Optional<Sender> user =
        new AccountRows(tx).lock(accountId, login.generation())
            ? user(tx, login, grant, sender)
            : Optional.empty();
    if (user.isEmpty()) {
      return Optional.empty();
    }
    // The list of replaced revocations is not used, because maintenance removes these revocations
    // from memory within a minute.
    long current = revoker.limit(tx, accountId, login.generation(), new ArrayList<>());
    if (current != login.generation() && grant.endsWithBrowser()) {
      return Optional
          .empty(); // all sessions of the account, including the browser session, have just ended
    }
    SessionRow row = rows.clientRow(login, current, user.get(), scope, grant, tx.now());
    new SessionRows(tx).add(row);
    List<String> ended =
        revoker.endOldestOfClients(tx, accountId, row.id(), SessionPolicy.LIVE_AT_MOST - 1L);
    LiveSession session = new LiveSession(row);
    events.clientBegan(tx, session, grant.clientId(), sender, ended);
    return Optional.of(
        new NewSession(
            session,
            refreshable
                ? Optional.of(RefreshTokens.addFamilyOfClient(tx, row.id()))
                : Optional.empty()));
  }

  /**
   * Returns the parameter {@code claims} (OpenID Connect Core section 5.5) of the request with
   * which a client session began.
   *
   * @return empty if the request had no such parameter, or the session has ended
   */
  public static Optional<String> claims(Transaction tx, String id) {
    return new SessionRows(tx)
        .findLive(id, tx.now())
        .flatMap(SessionRow::client)
        .flatMap(ClientGrant::claims);
  }

  /**
   * Returns the address and User-Agent of the user. If there is a browser session, its address and
   * User-Agent are returned: the client's server may have sent the request.
   */
  private static Optional<Sender> user(
      Transaction tx, Login login, ClientGrant grant, Sender otherwise) {
    return grant.browserSessionId().isEmpty()
        ? Optional.of(otherwise)
        : new SessionRows(tx)
            .browser(
                grant.browserSessionId().get(), login.accountId(), login.generation(), tx.now());
  }

  /**
   * Ends the client sessions that began in a browser session and have no {@code offline_access},
   * and revokes their tokens. At a log-out, even clients whose sessions continue are notified. The
   * caller has locked the account, so that no session begins meanwhile.
   *
   * @return the number of sessions that were ended
   */
  public int endOf(Transaction tx, String browserSessionId, BrowserEnd why) {
    if (why == BrowserEnd.LOG_OUT) {
      new SessionRows(tx).recordLogoutOfOutlasting(browserSessionId);
    }
    List<SessionRow> ended = revoker.endOfBrowser(tx, browserSessionId);
    ended.forEach(
        row ->
            events.ended(tx, row.accountId(), row.id(), Reason.BROWSER_SESSION, Optional.empty()));
    return ended.size();
  }

  /**
   * Ends at most 500 sessions of a client, and revokes their tokens. Call this method in
   * consecutive transactions until it returns 0. No events are recorded, because the client may
   * have any number of sessions.
   *
   * @return the number of sessions that were ended
   */
  public int endOfClient(Transaction tx, String clientId) {
    return revoker.endOfClient(tx, clientId, BATCH).size();
  }

  /**
   * Ends the sessions of a client for an account whose user has withdrawn the consent, and revokes
   * their tokens. The caller has locked the account, which has at most 100 such sessions.
   *
   * @param from the network of the user
   */
  public void endOf(Transaction tx, long accountId, String clientId, Optional<Network> from) {
    revoker
        .endOfClient(tx, accountId, clientId)
        .forEach(row -> events.ended(tx, accountId, row.id(), Reason.CONSENT_WITHDRAWN, from));
  }

  /**
   * Ends the session of an authorization code that was presented a second time (RFC 6749 section
   * 4.1.2).
   *
   * @param from the network of the client
   * @return whether the session was live
   */
  public boolean endForReusedCode(
      Transaction tx, String id, String clientId, Optional<Network> from) {
    Optional<SessionRow> live =
        rows.live(tx, id, tx.now())
            .filter(row -> row.client().filter(of -> of.clientId().equals(clientId)).isPresent());
    live.ifPresent(
        row -> {
          revoker.end(tx, id, row.accountId(), Optional.empty());
          events.codeReused(tx, new LiveSession(row), clientId, from);
        });
    return live.isPresent();
  }
}
