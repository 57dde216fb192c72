package dev.restauth.session;

import dev.restauth.crypto.RandomIds;
import dev.restauth.store.Account;
import dev.restauth.store.SessionStore.SessionRow;
import dev.restauth.store.Store;
import dev.restauth.store.StoreUnavailableException;
import dev.restauth.store.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Begins, renews and ends sessions. Thread-safe. */
public final class Sessions {
  /** How she was authenticated. */
  private static final String BY_PASSWORD = "password";

  /** Noting each renewal would cost a write each. */
  private static final Duration NOTED_EVERY = Duration.ofMinutes(1);

  private final Store store;
  private final Revocations revocations;
  private final SessionPolicy policy;
  private final RandomIds ids = new RandomIds();

  /** Keeps the sessions in {@code store}. */
  public Sessions(Store store, Revocations revocations, SessionPolicy policy) {
    this.store = store;
    this.revocations = revocations;
    this.policy = policy;
  }

  /**
   * From where somebody logs in.
   *
   * @param address the client's, as text
   * @param userAgent what the client says it is; at most 255 characters
   */
  public record Sender(String address, Optional<String> userAgent) {}

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

  /**
   * Begins a session for who has just proved to know the password. Where the account has too many, its
   * oldest ends.
   *
   * @param generation the account's, that the proof belongs to
   * @param refreshable whether it gets a refresh token
   * @return empty where the account was changed since
   */
  public Optional<Begun> begin(
      long accountId, long generation, Sender sender, boolean refreshable) {
    return changing(
        (tx, ended) -> {
          Optional<Account> account =
              tx.accounts()
                  .findById(accountId)
                  .filter(Account::active)
                  .filter(found -> found.generation() == generation);
          if (account.isEmpty()) {
            return Optional.empty();
          }
          Instant now = tx.now();
          SessionRow row =
              new SessionRow(
                  ids.next(),
                  accountId,
                  generation,
                  BY_PASSWORD,
                  now,
                  now,
                  policy.end(now, now),
                  sender.address(),
                  sender.userAgent(),
                  Optional.empty());
          tx.sessions().add(row);
          for (SessionRow oldest :
              tx.sessions().endOldest(accountId, row.id(), SessionPolicy.LIVE_AT_MOST - 1L, now)) {
            revoke(tx, oldest, now, ended);
          }
          Optional<String> refreshToken =
              refreshable ? Optional.of(RefreshTokens.begin(tx, row.id())) : Optional.empty();
          return Optional.of(new Begun(new LiveSession(row), refreshToken));
        });
  }

  /**
   * Renews a session, as the database has it and not as anybody remembers it.
   *
   * @return empty where it has ended
   */
  public Optional<LiveSession> renew(String id) {
    Instant[] at = new Instant[1];
    Optional<SessionRow> row =
        store.reading(
            tx -> {
              at[0] = tx.now();
              return tx.sessions().findLive(id, at[0]);
            });
    return row.filter(found -> found.authenticatedAt().plus(policy.duration()).isAfter(at[0]))
        .flatMap(
            found ->
                isNoted(found, at[0])
                    ? Optional.of(new LiveSession(found))
                    : store.inTransaction(tx -> renewed(tx, id)));
  }

  private static boolean isNoted(SessionRow row, Instant now) {
    return now.isBefore(row.renewedAt().plus(NOTED_EVERY));
  }

  /** Renews a session within a transaction; empty where it has ended. */
  Optional<LiveSession> renewed(Transaction tx, String id) {
    Instant now = tx.now();
    return tx.sessions()
        .findLive(id, now)
        .filter(found -> found.authenticatedAt().plus(policy.duration()).isAfter(now))
        .map(
            found -> {
              if (isNoted(found, now)) {
                return new LiveSession(found);
              }
              Instant endsAt = policy.end(found.authenticatedAt(), now);
              tx.sessions().renew(id, now, endsAt);
              return new LiveSession(
                  new SessionRow(
                      found.id(),
                      found.accountId(),
                      found.generation(),
                      found.method(),
                      found.authenticatedAt(),
                      now,
                      endsAt,
                      found.address(),
                      found.userAgent(),
                      found.adoptedUntil()));
            });
  }

  /** The live sessions of an account, the newest first. */
  public List<LiveSession> of(long accountId) {
    return store.<List<SessionRow>>reading(tx -> tx.sessions().live(accountId, tx.now())).stream()
        .map(LiveSession::new)
        .toList();
  }

  /** Ends the session of that id, and all tokens of it, whether or not the store has it. */
  public void end(String id) {
    this.<Boolean>changing(
        (tx, ended) -> {
          end(tx, id, ended);
          return true;
        });
  }

  /** Ends a session within a transaction of {@link #changing}. */
  void end(Transaction tx, String id, Map<String, Instant> ended) {
    Instant now = tx.now();
    Optional<SessionRow> row = tx.sessions().end(id);
    if (row.isPresent()) {
      revoke(tx, row.get(), now, ended);
    } else {
      revoke(tx, id, policy.tokensUntil(now), ended);
    }
  }

  private void revoke(Transaction tx, SessionRow row, Instant now, Map<String, Instant> ended) {
    Instant ours = policy.tokensUntil(now);
    revoke(tx, row.id(), row.adoptedUntil().filter(ours::isBefore).orElse(ours), ended);
  }

  private static void revoke(Transaction tx, String id, Instant until, Map<String, Instant> ended) {
    tx.revocations().revokeSession(id, until);
    ended.put(id, until);
  }

  /** Something that may end sessions, which it notes. */
  interface Change<T> {
    T apply(Transaction tx, Map<String, Instant> ended);
  }

  /**
   * Runs a change in a transaction, and lets everybody know what it ended. Where the commit failed it
   * may have happened all the same.
   */
  <T> T changing(Change<T> change) {
    Map<String, Instant> ended = new HashMap<>();
    try {
      T result =
          store.inTransaction(
              tx -> {
                ended.clear();
                return change.apply(tx, ended);
              });
      ended.forEach(revocations::add);
      return result;
    } catch (StoreUnavailableException e) {
      addCommitted(ended);
      throw e;
    }
  }

  private void addCommitted(Map<String, Instant> ended) {
    try {
      store
          .<Map<String, Instant>>reading(tx -> tx.revocations().revokedSessions(tx.now()))
          .entrySet()
          .stream()
          .filter(revoked -> ended.containsKey(revoked.getKey()))
          .forEach(revoked -> revocations.add(revoked.getKey(), revoked.getValue()));
    } catch (StoreUnavailableException unreadable) {
      // Nothing was acknowledged; the next start reads them all.
    }
  }
}
