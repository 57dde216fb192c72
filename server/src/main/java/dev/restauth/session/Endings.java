package dev.restauth.session;

import dev.restauth.store.Account;
import dev.restauth.store.SessionStore.SessionRow;
import dev.restauth.store.Store;
import dev.restauth.store.StoreUnavailableException;
import dev.restauth.store.Transaction;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongConsumer;

/**
 * Ends sessions, so that whoever checks a token hears of it: first the commit, then the memory, then
 * the answer. Thread-safe.
 */
final class Endings {
  /**
   * Of one account, once there are very many of all together. Whoever logs in again and again could
   * otherwise fill the memory of the server: each log-in ends a session, which must be known until its
   * tokens have expired.
   */
  static final long KEPT_AT_MOST = 100;

  private final Store store;
  private final Revocations revocations;
  private final SessionPolicy policy;
  private final List<LongConsumer> followers = new CopyOnWriteArrayList<>();

  Endings(Store store, Revocations revocations, SessionPolicy policy) {
    this.store = store;
    this.revocations = revocations;
    this.policy = policy;
  }

  /** Has something done with the id of each account whose tokens have all ended, after the commit. */
  void follow(LongConsumer follower) {
    followers.add(follower);
  }

  /** Something that may end sessions, which it notes. */
  interface Change<T> {
    T apply(Transaction tx, Ended ended);
  }

  /**
   * Runs a change in a transaction, and lets everybody know what it ended. Where the commit failed it
   * may have happened all the same.
   */
  <T> T changing(Change<T> change) {
    Ended ended = new Ended();
    try {
      T result =
          store.inTransaction(
              tx -> {
                ended.clear();
                return change.apply(tx, ended);
              });
      ended.sessions().forEach(revocations::add);
      tell(ended);
      revocations.forget(ended.covered());
      return result;
    } catch (StoreUnavailableException e) {
      if (!ended.isEmpty()) {
        addCommitted(e);
        tell(ended);
      }
      throw e;
    }
  }

  private void tell(Ended ended) {
    ended.accounts().forEach(id -> followers.forEach(follower -> follower.accept(id)));
  }

  /**
   * To be called before a session begins, which will have its end. Where very many have ended that are
   * still to be known, and some of this account, all of its tokens end by its generation, which need
   * not be remembered.
   *
   * @param generation the account's, which is held
   * @return its generation now
   */
  long limit(Transaction tx, long accountId, long generation, Ended ended) {
    if (!revocations.isFull() || tx.revocations().count(accountId) < KEPT_AT_MOST) {
      return generation;
    }
    Account raised = tx.accounts().endAllTokens(accountId, generation).orElseThrow();
    ended.account(accountId, tx.revocations().forget(accountId));
    return raised.generation();
  }

  private void addCommitted(StoreUnavailableException cause) {
    try {
      revocations.read(store);
    } catch (StoreUnavailableException unreadable) {
      // Nothing was acknowledged; they are read once more a minute later, and at the next start.
      cause.addSuppressed(unreadable);
    }
  }

  /**
   * Ends the session of that id, and all tokens of it, whether or not the store has it.
   *
   * @param accountId whose it is
   * @param adoptedUntil until when the token of another application counts that was presented, where
   *     it was one
   */
  void end(Transaction tx, String id, long accountId, Optional<Instant> adoptedUntil, Ended ended) {
    Instant until = policy.tokensUntil(tx.now());
    Optional<Instant> known = tx.sessions().end(id).flatMap(SessionRow::adoptedUntil);
    revoke(tx, id, accountId, later(later(until, known), adoptedUntil), ended);
  }

  /** Ends the oldest live sessions of an account but {@code except}, so that {@code keep} others stay. */
  void endOldest(Transaction tx, long accountId, String except, long keep, Ended ended) {
    Instant now = tx.now();
    for (SessionRow row : tx.sessions().endOldest(accountId, except, keep, now)) {
      revoke(tx, row.id(), accountId, later(policy.tokensUntil(now), row.adoptedUntil()), ended);
    }
  }

  private static Instant later(Instant one, Optional<Instant> other) {
    return other.filter(one::isBefore).orElse(one);
  }

  private static void revoke(
      Transaction tx, String id, long accountId, Instant until, Ended ended) {
    tx.revocations().revokeSession(id, accountId, until);
    ended.session(id, until);
  }
}
