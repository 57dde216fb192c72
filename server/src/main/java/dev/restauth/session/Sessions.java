package dev.restauth.session;

import dev.restauth.account.AccountRows;
import dev.restauth.crypto.RandomIds;
import dev.restauth.event.Network;
import dev.restauth.event.SecurityEvents;
import dev.restauth.http.Proof;
import dev.restauth.session.SessionEvents.Reason;
import dev.restauth.session.SessionRows.SessionRow;
import dev.restauth.store.Store;
import dev.restauth.store.StoreUnavailableException;
import dev.restauth.store.Transaction;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Begins, renews, lists and ends sessions. Thread-safe. */
public final class Sessions implements TokenSessions {
  private final Store store;
  private final SessionRowFactory rows;
  private final Revocations revocations;
  private final SessionRevoker revoker;
  private final SessionEvents events;

  /** Keeps the sessions in {@code store}. */
  public Sessions(
      Store store, Revocations revocations, SessionPolicy policy, SecurityEvents events) {
    this.store = store;
    this.rows = new SessionRowFactory(policy, new RandomIds());
    this.revocations = revocations;
    this.revoker = new SessionRevoker(revocations, policy);
    this.events = new SessionEvents(events);
  }

  /**
   * From where somebody logs in.
   *
   * @param address the client's, as text
   * @param userAgent what the client says it is; at most 255 characters
   */
  public record Sender(String address, Optional<String> userAgent) {}

  /**
   * A token that another application handed out, and that was verified.
   *
   * @param sessionId the session of all tokens that it is traded for
   * @param authenticatedAt when the password was checked, as far as it says
   * @param expiresAt when it ends by itself
   */
  public record Adopted(String sessionId, Instant authenticatedAt, Instant expiresAt) {}

  /**
   * A session that has just begun.
   *
   * @param refreshToken where one was asked for
   */
  public record Begun(LiveSession session, Optional<String> refreshToken) {
    /** Without the token. */
    @Override
    public String toString() {
      return "Begun[session=" + session + "]";
    }
  }

  /** What became of the wish to end sessions. */
  public enum EndOutcome {
    /** They have ended, durably, with all their tokens. */
    ENDED,
    /** She has no such session. */
    UNKNOWN,
    /** What she proved with who she is had ended before. */
    TOO_LATE
  }

  /** Gives what this would give, and keeps nothing of it: what a HEAD asks for. */
  public TokenSessions preview() {
    return new SessionPreview(store, rows);
  }

  @Override
  public Optional<Begun> begin(
      long accountId, long generation, List<Proof> proofs, Sender sender, boolean refreshable) {
    List<String> covered = new ArrayList<>();
    List<String> ended = new ArrayList<>();
    Optional<Begun> begun =
        store.inTransaction(
            tx -> {
              covered.clear();
              ended.clear();
              if (!new AccountRows(tx).hold(accountId, generation)) {
                return Optional.empty();
              }
              long current = revoker.limit(tx, accountId, generation, covered);
              SessionRow row = rows.begun(accountId, current, proofs, sender, tx.now());
              new SessionRows(tx).add(row);
              ended.addAll(makeRoom(tx, row));
              Optional<String> refreshToken =
                  refreshable ? Optional.of(RefreshTokens.begin(tx, row.id())) : Optional.empty();
              return Optional.of(new Begun(new LiveSession(row), refreshToken));
            });
    revocations.forget(covered); // not before the account's generation is known
    begun.ifPresent(some -> events.began(some.session(), sender, ended));
    return begun;
  }

  /** The new one stays, whatever the clock says of its age. */
  private List<String> makeRoom(Transaction tx, SessionRow row) {
    return revoker.endOldest(tx, row.accountId(), row.id(), SessionPolicy.LIVE_AT_MOST - 1L);
  }

  @Override
  public Optional<LiveSession> trade(
      long accountId, long generation, Adopted token, Sender sender) {
    Optional<SessionRow> noted =
        store.reading(
            tx -> {
              Instant now = tx.now();
              SessionRow traded = rows.traded(accountId, generation, token, sender, now);
              return rows.live(tx, token.sessionId(), now)
                  .filter(row -> rows.isNoted(row, now))
                  .filter(row -> !row.authenticatedAt().isBefore(traded.authenticatedAt()));
            });
    return noted.isPresent()
        ? noted.map(LiveSession::new)
        : tradedAnew(accountId, generation, token, sender);
  }

  /**
   * A session that a token of another application was traded for.
   *
   * @param anew whether it has begun now
   * @param ended those that have ended for it
   */
  private record Traded(LiveSession session, boolean anew, List<String> ended) {}

  private Optional<LiveSession> tradedAnew(
      long accountId, long generation, Adopted token, Sender sender) {
    Optional<Traded> traded =
        store.inTransaction(tx -> traded(tx, accountId, generation, token, sender));
    traded
        .filter(Traded::anew)
        .ifPresent(begun -> events.began(begun.session(), sender, begun.ended()));
    return traded.map(Traded::session);
  }

  private Optional<Traded> traded(
      Transaction tx, long accountId, long generation, Adopted token, Sender sender) {
    Instant now = tx.now();
    if (!new AccountRows(tx).hold(accountId, generation)
        || new RevocationRows(tx).isRevoked(token.sessionId(), now)) {
      return Optional.empty();
    }
    SessionRow row = rows.traded(accountId, generation, token, sender, now);
    boolean anew = rows.live(tx, row.id(), now).isEmpty();
    new SessionRows(tx).put(row);
    return Optional.of(new Traded(new LiveSession(row), anew, makeRoom(tx, row)));
  }

  /** A live session, and the time at which it was that. */
  private record Seen(SessionRow row, Instant at) {}

  @Override
  public Optional<LiveSession> renew(String id, Instant authenticatedAt) {
    Optional<Seen> seen =
        store.reading(
            tx -> {
              Instant now = tx.now();
              return rows.live(tx, id, now).map(row -> new Seen(row, now));
            });
    return seen.flatMap(
            found ->
                rows.isNoted(found.row(), found.at()) ? seen.map(Seen::row) : noted(found.row()))
        .map(row -> new LiveSession(row, authenticatedAt));
  }

  /** Who has a token goes on while nothing can be written: the session then lasts as long as it did. */
  private Optional<SessionRow> noted(SessionRow row) {
    try {
      return store.inTransaction(tx -> noted(tx, row.id()));
    } catch (StoreUnavailableException unwritable) {
      return Optional.of(row);
    }
  }

  private Optional<SessionRow> noted(Transaction tx, String id) {
    Instant now = tx.now();
    Optional<SessionRow> live = rows.live(tx, id, now);
    if (live.isEmpty() || rows.isNoted(live.get(), now)) {
      return live;
    }
    SessionRow renewed = rows.renewed(live.get(), now);
    return new SessionRows(tx).renew(id, now, renewed.endsAt())
        ? Optional.of(renewed)
        : Optional.empty();
  }

  /** Renews a session within a transaction; empty where it has ended. */
  Optional<LiveSession> renewed(Transaction tx, String id) {
    return noted(tx, id).map(LiveSession::new);
  }

  /** The live sessions of an account, the newest first. */
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
   * Logs out: ends the session of a token that was presented, and so that token, too.
   *
   * @param generation the account's, that the token belongs to
   * @param adoptedUntil until when the token counts, where another application handed it out
   * @param from from where that was asked for, if it is known
   * @return {@code TOO_LATE} where the session had been ended before
   */
  public EndOutcome logOut(
      long accountId,
      long generation,
      String id,
      Optional<Instant> adoptedUntil,
      Optional<Network> from) {
    EndOutcome outcome =
        store.inTransaction(
            tx -> {
              boolean held = new AccountRows(tx).hold(accountId, generation);
              boolean before = new RevocationRows(tx).isRevoked(id, tx.now());
              // Once more where it is revoked: that this was asked for says that not everybody
              // knows.
              revoker.end(tx, id, accountId, adoptedUntil);
              return held && !before ? EndOutcome.ENDED : EndOutcome.TOO_LATE;
            });
    if (outcome == EndOutcome.ENDED) {
      events.ended(accountId, id, Reason.LOG_OUT, from);
    }
    return outcome;
  }

  /**
   * Ends one of an account's live sessions.
   *
   * @param generation the account's, that the caller's proof belongs to
   * @param from from where that was asked for, if it is known
   * @return {@code UNKNOWN} also where it is somebody else's
   */
  public EndOutcome endOne(long accountId, long generation, String id, Optional<Network> from) {
    EndOutcome outcome = store.inTransaction(tx -> endedOne(tx, accountId, generation, id));
    if (outcome == EndOutcome.ENDED) {
      events.ended(accountId, id, Reason.BY_OWNER, from);
    }
    return outcome;
  }

  private EndOutcome endedOne(Transaction tx, long accountId, long generation, String id) {
    if (!new AccountRows(tx).hold(accountId, generation)) {
      return EndOutcome.TOO_LATE;
    }
    Instant now = tx.now();
    boolean hers = rows.live(tx, id, now).filter(row -> row.accountId() == accountId).isPresent();
    if (hers) {
      revoker.end(tx, id, accountId, Optional.empty());
    }
    return hers ? EndOutcome.ENDED : EndOutcome.UNKNOWN;
  }

  /**
   * Ends all of an account's sessions but the caller's own.
   *
   * @param generation the account's, that the caller's token belongs to
   * @param own the caller's session
   * @param from from where that was asked for, if it is known
   */
  public EndOutcome endOthers(long accountId, long generation, String own, Optional<Network> from) {
    EndOutcome outcome = store.inTransaction(tx -> endedOthers(tx, accountId, generation, own));
    if (outcome == EndOutcome.ENDED) {
      events.endedOthers(accountId, own, from);
    }
    return outcome;
  }

  private EndOutcome endedOthers(Transaction tx, long accountId, long generation, String own) {
    if (!new AccountRows(tx).hold(accountId, generation)
        || new RevocationRows(tx).isRevoked(own, tx.now())) {
      return EndOutcome.TOO_LATE;
    }
    revoker.endOldest(tx, accountId, own, 0);
    return EndOutcome.ENDED;
  }

  /**
   * Ends the session of that id where there is one, and all tokens of it.
   *
   * @param from from where that was asked for, if it is known
   */
  public void end(String id, Optional<Network> from) {
    Optional<SessionRow> ended =
        store.inTransaction(
            tx -> {
              Optional<SessionRow> row = rows.live(tx, id, tx.now());
              row.ifPresent(live -> end(tx, live.id(), live.accountId()));
              return row;
            });
    ended.ifPresent(row -> events.ended(row.accountId(), id, Reason.LOG_OUT, from));
  }

  /** Ends a session within a transaction. */
  void end(Transaction tx, String id, long accountId) {
    revoker.end(tx, id, accountId, Optional.empty());
  }
}
