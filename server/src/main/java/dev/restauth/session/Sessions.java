package dev.restauth.session;

import dev.restauth.account.AccountRows;
import dev.restauth.assurance.Authentication;
import dev.restauth.crypto.RandomIds;
import dev.restauth.event.Network;
import dev.restauth.event.SecurityEvents;
import dev.restauth.session.SessionEvents.Reason;
import dev.restauth.store.Store;
import dev.restauth.store.StoreUnavailableException;
import dev.restauth.store.Transaction;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Begins, renews, lists and ends sessions. Thread-safe. */
public final class Sessions implements TokenSessions {
  private final Store store;
  private final SessionRowFactory rows;
  private final Revocations revocations;
  private final SessionRevoker revoker;
  private final SessionEvents events;
  private final AdoptedSessions adopted;

  /** Creates sessions that are stored in {@code store}. */
  public Sessions(
      Store store, Revocations revocations, SessionPolicy policy, SecurityEvents events) {
    this.store = store;
    this.rows = new SessionRowFactory(policy, new RandomIds());
    this.revocations = revocations;
    this.revoker = new SessionRevoker(revocations, policy);
    this.events = new SessionEvents(events);
    this.adopted = new AdoptedSessions(store, rows, revoker, this.events);
  }

  /**
   * The client that sends a request.
   *
   * @param address the client's address, as text
   * @param userAgent the client's User-Agent; at most 255 characters
   */
  public record Sender(String address, Optional<String> userAgent) {}

  /**
   * A verified token that an adopted application issued.
   *
   * @param sessionId the session of all tokens that are issued in exchange for this token
   * @param authenticatedAt the time of issue in the token, which is the time of the password check;
   *     the current second if the token does not contain it
   * @param expiresAt the time at which the token expires
   */
  public record AdoptedToken(String sessionId, Instant authenticatedAt, Instant expiresAt) {}

  /**
   * A new session.
   *
   * @param refreshToken the refresh token of the session, if the client requested one
   */
  public record NewSession(LiveSession session, Optional<String> refreshToken) {
    /** Returns a text without the token. */
    @Override
    public String toString() {
      return "NewSession[session=" + session + "]";
    }
  }

  /** The outcome of ending sessions. */
  public enum EndOutcome {
    /** The sessions were ended durably, and all their tokens are revoked. */
    ENDED,
    /** The account has no such session. */
    UNKNOWN,
    /** The caller's token was revoked, or their password changed, before this call. */
    TOO_LATE
  }

  /** Returns a preview for HEAD requests, which does not store anything. */
  public TokenSessions preview() {
    return new SessionPreview(store, rows);
  }

  @Override
  public Optional<NewSession> begin(
      Authentication authentication, Sender sender, boolean refreshable, Optional<String> scope) {
    return begin(authentication, sender, refreshable, scope, _ -> true);
  }

  /**
   * Begins a session if a condition is true in the transaction.
   *
   * @param condition checked after the account's row is locked; it may use up a single-use
   *     credential
   */
  public Optional<NewSession> begin(
      Authentication authentication,
      Sender sender,
      boolean refreshable,
      Optional<String> scope,
      Predicate<Transaction> condition) {
    long accountId = authentication.accountId();
    long generation = authentication.generation();
    List<String> covered = new ArrayList<>();
    Optional<NewSession> begun =
        store.inTransaction(
            tx -> {
              covered.clear();
              if (!new AccountRows(tx).lock(accountId, generation) || !condition.test(tx)) {
                return Optional.empty();
              }
              long current = revoker.limit(tx, accountId, generation, covered);
              Instant now = tx.now();
              SessionRow row = rows.newRow(authentication, current, sender, scope, now);
              new SessionRows(tx).add(row);
              if (current != generation) {
                events.endedOthers(tx, row, sender);
              }
              events.began(tx, new LiveSession(row), sender, revoker.makeRoom(tx, row), now);
              Optional<String> refreshToken =
                  refreshable
                      ? Optional.of(RefreshTokens.addFamily(tx, row.id()))
                      : Optional.empty();
              return Optional.of(new NewSession(new LiveSession(row), refreshToken));
            });
    revocations.remove(covered); // not before the new generation is applied
    return begun;
  }

  @Override
  public Optional<LiveSession> exchange(
      long accountId, long generation, AdoptedToken token, Sender sender) {
    return adopted.exchange(accountId, generation, token, sender);
  }

  /** A live session, and the time of the check. */
  private record LiveRow(SessionRow row, Instant at) {}

  @Override
  public Optional<LiveSession> renew(String id, Instant authenticatedAt) {
    Optional<LiveRow> seen =
        store.reading(
            tx -> {
              Instant now = tx.now();
              return rows.renewable(tx, id, now).map(row -> new LiveRow(row, now));
            });
    return seen.flatMap(
            found ->
                rows.isStoredRenewalSufficient(found.row(), found.at())
                    ? seen.map(LiveRow::row)
                    : storeRenewal(found.row()))
        .map(row -> new LiveSession(row, authenticatedAt));
  }

  /**
   * Stores a renewal. If the database cannot be written, a client with a token can continue, but
   * the session is not prolonged.
   */
  private Optional<SessionRow> storeRenewal(SessionRow row) {
    try {
      return store.inTransaction(tx -> storeRenewal(tx, row.id()));
    } catch (StoreUnavailableException unwritable) {
      return Optional.of(row);
    }
  }

  private Optional<SessionRow> storeRenewal(Transaction tx, String id) {
    Instant now = tx.now();
    Optional<SessionRow> live = rows.renewable(tx, id, now);
    if (live.isEmpty() || rows.isStoredRenewalSufficient(live.get(), now)) {
      return live;
    }
    SessionRow renewed = rows.renewedRow(live.get(), now);
    return new SessionRows(tx).renew(id, now, renewed.endsAt())
        ? Optional.of(renewed)
        : Optional.empty();
  }

  @Override
  public Optional<LiveSession> narrow(LiveSession session, Set<String> scopes) {
    return store.inTransaction(tx -> narrow(tx, session, scopes));
  }

  /**
   * Narrows a session within a transaction. Tries again if another transaction narrowed the session
   * in the meantime. The number of attempts is limited, because each of the other transactions has
   * removed a scope.
   */
  private Optional<LiveSession> narrow(Transaction tx, LiveSession session, Set<String> scopes) {
    while (true) {
      Optional<SessionRow> live = rows.live(tx, session.id(), tx.now());
      if (live.isEmpty()) {
        return Optional.empty();
      }
      Optional<String> before = live.get().scope();
      SessionRow narrowed = rows.narrowedRow(live.get(), scopes);
      if (narrowed.scope().equals(before)
          || new SessionRows(tx).narrow(session.id(), before, narrowed.scope().orElse(""))) {
        return Optional.of(new LiveSession(narrowed, session.authenticatedAt()));
      }
    }
  }

  @Override
  public Optional<LiveSession> enter(LiveSession session, String organization) {
    if (session.organization().equals(Optional.of(organization))) {
      return Optional.of(session);
    }
    return store.inTransaction(
        tx ->
            Optional.of(session)
                .filter(each -> new SessionRows(tx).enter(each.id(), organization))
                .map(each -> each.in(organization)));
  }

  /**
   * Returns whether a live session belongs to a client.
   *
   * @param clientId the client; empty for sessions without a client
   */
  boolean isHeldBy(Transaction tx, String id, Optional<String> clientId) {
    return rows.live(tx, id, tx.now())
        .filter(row -> row.client().map(ClientGrant::clientId).equals(clientId))
        .isPresent();
  }

  /** Renews a session within a transaction; empty if the session has ended. */
  Optional<LiveSession> renew(Transaction tx, String id) {
    return storeRenewal(tx, id).map(LiveSession::new);
  }

  /** Returns the live sessions of an account, the newest first. */
  public List<LiveSession> of(long accountId) {
    return store.reading(
        tx -> {
          Instant now = tx.now();
          return new SessionRows(tx)
              .live(accountId, now).stream()
                  .filter(row -> rows.isLive(row, now))
                  .map(LiveSession::new)
                  .toList();
        });
  }

  /**
   * Logs out: ends the session of a presented token, which revokes the token too.
   *
   * @param generation the generation of the account to which the token belongs
   * @param adoptedUntil the expiry time of the token if it is an adopted token; otherwise empty
   * @param from the network of the client, if available
   * @return {@code TOO_LATE} if the session had already ended
   */
  public EndOutcome logOut(
      long accountId,
      long generation,
      String id,
      Optional<Instant> adoptedUntil,
      Optional<Network> from) {
    return store.inTransaction(
        tx -> {
          boolean held = new AccountRows(tx).lock(accountId, generation);
          boolean before = new RevocationRows(tx).isRevoked(id, tx.now());
          // A session that is already revoked is revoked again: the request shows that some server
          // has not applied the revocation yet.
          revoker.end(tx, id, accountId, adoptedUntil);
          if (!held || before) {
            return EndOutcome.TOO_LATE;
          }
          events.ended(tx, accountId, id, Reason.LOG_OUT, from);
          return EndOutcome.ENDED;
        });
  }

  /**
   * Ends one of an account's live sessions.
   *
   * @param generation the generation of the account when the caller was authenticated
   * @param from the network of the client, if available
   * @return {@code UNKNOWN} if the session does not exist, or belongs to another account
   */
  public EndOutcome endOne(long accountId, long generation, String id, Optional<Network> from) {
    return store.inTransaction(
        tx -> {
          EndOutcome outcome = endOne(tx, accountId, generation, id);
          if (outcome == EndOutcome.ENDED) {
            events.ended(tx, accountId, id, Reason.BY_OWNER, from);
          }
          return outcome;
        });
  }

  private EndOutcome endOne(Transaction tx, long accountId, long generation, String id) {
    if (!new AccountRows(tx).lock(accountId, generation)) {
      return EndOutcome.TOO_LATE;
    }
    Instant now = tx.now();
    boolean own = rows.live(tx, id, now).filter(row -> row.accountId() == accountId).isPresent();
    if (own) {
      revoker.end(tx, id, accountId, Optional.empty());
    }
    return own ? EndOutcome.ENDED : EndOutcome.UNKNOWN;
  }

  /**
   * Ends all sessions of an account except the caller's own.
   *
   * @param generation the generation of the account to which the caller's token belongs
   * @param own the caller's session
   * @param from the network of the client, if available
   */
  public EndOutcome endOthers(long accountId, long generation, String own, Optional<Network> from) {
    return endOthers(
        accountId, generation, own, tx -> !new RevocationRows(tx).isRevoked(own, tx.now()), from);
  }

  /**
   * Ends all sessions of an account except one, which may be a session of any kind.
   *
   * @param live returns whether the excepted session is live; called after the account is locked
   */
  EndOutcome endOthers(
      long accountId,
      long generation,
      String own,
      Predicate<Transaction> live,
      Optional<Network> from) {
    return store.inTransaction(
        tx -> {
          if (!new AccountRows(tx).lock(accountId, generation) || !live.test(tx)) {
            return EndOutcome.TOO_LATE;
          }
          revoker.endOthers(tx, accountId, own);
          events.endedOthers(tx, accountId, own, from);
          return EndOutcome.ENDED;
        });
  }

  /**
   * Ends the session with this id if it exists, and revokes all its tokens.
   *
   * @param from the network of the client, if available
   */
  public void end(String id, Optional<Network> from) {
    store.inTransaction(
        tx -> {
          rows.live(tx, id, tx.now())
              .ifPresent(
                  live -> {
                    end(tx, live.id(), live.accountId());
                    events.ended(tx, live.accountId(), id, Reason.LOG_OUT, from);
                  });
          return true;
        });
  }

  /**
   * Ends a session in the transaction that begins its replacement.
   *
   * @return whether the session was live
   */
  public boolean endForStepUp(Transaction tx, String id, long accountId) {
    boolean live =
        rows.live(tx, id, tx.now()).filter(row -> row.accountId() == accountId).isPresent();
    if (live) {
      end(tx, id, accountId);
      events.ended(tx, accountId, id, Reason.STEPPED_UP, Optional.empty());
    }
    return live;
  }

  /** Ends a session within a transaction. */
  void end(Transaction tx, String id, long accountId) {
    revoker.end(tx, id, accountId, Optional.empty());
  }
}
