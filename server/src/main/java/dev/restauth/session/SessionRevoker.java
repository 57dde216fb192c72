package dev.restauth.session;

import dev.restauth.account.Account;
import dev.restauth.account.EndedSessionRows;
import dev.restauth.account.RevokingAccountRows;
import dev.restauth.store.Transaction;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Ends sessions within transactions. Thread-safe. */
final class SessionRevoker {
  /**
   * Maximum number of an account's revocations while the server has very many revocations in total.
   * Each log-in may end a session, whose revocation must stay in memory until its tokens have
   * expired. Without this limit, a user could fill the server's memory by logging in repeatedly.
   */
  static final long KEPT_AT_MOST = 100;

  private final Revocations revocations;
  private final SessionPolicy policy;

  SessionRevoker(Revocations revocations, SessionPolicy policy) {
    this.revocations = revocations;
    this.policy = policy;
  }

  /**
   * Limits the number of an account's revocations. Call this method before a session begins. If the
   * memory is full and the account has at least {@link #KEPT_AT_MOST} revocations, the generation
   * of the account is raised. The new generation revokes all tokens of the account, so that the
   * revocations of its sessions are no longer needed.
   *
   * @param generation the generation of the account, which the caller has locked
   * @param covered receives the sessions whose revocations may be removed from memory after the
   *     commit
   * @return the generation of the account after the call
   */
  long limit(Transaction tx, long accountId, long generation, List<String> covered) {
    if (!revocations.isFull() || new RevocationRows(tx).count(accountId) < KEPT_AT_MOST) {
      return generation;
    }
    Account raised =
        new RevokingAccountRows(tx).revokeAllTokens(accountId, generation).orElseThrow();
    covered.addAll(new RevocationRows(tx).delete(accountId));
    return raised.generation();
  }

  /**
   * Ends a session, and revokes all its tokens, even if the store does not contain the session.
   *
   * @param accountId the account of the session
   * @param adoptedUntil the expiry time of the presented token if it is an adopted token; otherwise
   *     empty
   */
  void end(Transaction tx, String id, long accountId, Optional<Instant> adoptedUntil) {
    Optional<SessionRow> row = new SessionRows(tx).end(id);
    Instant now = tx.now();
    Instant until =
        row.map(ended -> tokensUntil(ended, now)).orElseGet(() -> policy.tokensUntil(now));
    new RevocationRows(tx).revokeSession(id, accountId, later(until, adoptedUntil));
    if (row.filter(ended -> !SessionPolicy.isAdministrative(ended.scope())).isEmpty()) {
      new EndedSessionRows(tx).endImpersonatedBySession(id);
    }
  }

  private Instant tokensUntil(SessionRow row, Instant now) {
    return later(
        policy.tokensUntil(now),
        row.impersonated()
            ? Optional.of(row.endsAt().plus(SessionPolicy.CLOCK_STEP))
            : row.adoptedUntil());
  }

  /**
   * Ends the live sessions of an account and the log-ins of its browsers, except one session or
   * log-in. Also ends the sessions in which the account's owner acts as another user, unless they
   * were begun from the excepted session. Also removes the account's remembered devices and
   * unfinished log-ins.
   *
   * @param except the session of a client or browser that continues
   */
  void endOthers(Transaction tx, long accountId, String except) {
    Instant now = tx.now();
    revoke(tx, accountId, new SessionRows(tx).endOthers(accountId, except, now), now);
    new EndedSessionRows(tx).endImpersonatedByPassword(accountId);
    new EndedSessionRows(tx).endOtherBrowsers(accountId, except);
    new EndedSessionRows(tx).endDevices(accountId);
    new EndedSessionRows(tx).endAttempts(accountId);
  }

  /**
   * Ends the oldest sessions of an account if there are too many. The new session always continues,
   * even if it looks old because the clock was changed.
   *
   * @return the ids of the ended sessions
   */
  List<String> makeRoom(Transaction tx, SessionRow begun) {
    Instant now = tx.now();
    List<SessionRow> ended =
        new SessionRows(tx)
            .endOldest(begun.accountId(), begun.id(), SessionPolicy.LIVE_AT_MOST - 1L, now);
    revoke(tx, begun.accountId(), ended, now);
    return ended.stream().map(SessionRow::id).toList();
  }

  /**
   * Ends the least recently used client sessions of an account. The session {@code except}
   * continues, and so do {@code keep} other sessions.
   *
   * @return the ids of the ended sessions
   */
  List<String> endOldestOfClients(Transaction tx, long accountId, String except, long keep) {
    Instant now = tx.now();
    List<SessionRow> ended = new SessionRows(tx).endOldestOfClients(accountId, except, keep, now);
    revoke(tx, accountId, ended, now);
    return ended.stream().map(SessionRow::id).toList();
  }

  /** Ends the client sessions that end together with a browser session, and returns them. */
  List<SessionRow> endOfBrowser(Transaction tx, String browserSessionId) {
    return revoked(tx, new SessionRows(tx).endOfBrowser(browserSessionId));
  }

  /** Ends at most {@code atMost} sessions of a client, and returns them. */
  List<SessionRow> endOfClient(Transaction tx, String clientId, long atMost) {
    return revoked(tx, new SessionRows(tx).endOfClient(clientId, atMost));
  }

  /** Ends the sessions that a client has for an account, and returns them. */
  List<SessionRow> endOfClient(Transaction tx, long accountId, String clientId) {
    return revoked(tx, new SessionRows(tx).endOfClient(accountId, clientId));
  }

  private List<SessionRow> revoked(Transaction tx, List<SessionRow> ended) {
    Instant now = tx.now();
    ended.forEach(
        row ->
            new RevocationRows(tx).revokeSession(row.id(), row.accountId(), tokensUntil(row, now)));
    return ended;
  }

  private void revoke(Transaction tx, long accountId, List<SessionRow> ended, Instant now) {
    for (SessionRow row : ended) {
      new RevocationRows(tx).revokeSession(row.id(), accountId, tokensUntil(row, now));
      if (SessionPolicy.isAdministrative(row.scope())) {
        new EndedSessionRows(tx).endImpersonatedBySession(row.id());
      }
    }
  }

  private static Instant later(Instant one, Optional<Instant> other) {
    return other.filter(one::isBefore).orElse(one);
  }
}
