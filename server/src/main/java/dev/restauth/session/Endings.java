package dev.restauth.session;

import dev.restauth.store.SessionStore.SessionRow;
import dev.restauth.store.Store;
import dev.restauth.store.StoreUnavailableException;
import dev.restauth.store.Transaction;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Ends sessions, so that whoever checks a token hears of it: first the commit, then the memory, then
 * the answer. Thread-safe.
 */
final class Endings {
  private final Store store;
  private final Revocations revocations;
  private final SessionPolicy policy;

  Endings(Store store, Revocations revocations, SessionPolicy policy) {
    this.store = store;
    this.revocations = revocations;
    this.policy = policy;
  }

  /** Something that may end sessions, which it notes, each with the time when its tokens will have. */
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
      if (!ended.isEmpty()) {
        addCommitted(e);
      }
      throw e;
    }
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
   * @param adoptedUntil until when the token of another application counts that was presented, where
   *     it was one
   */
  void end(Transaction tx, String id, Optional<Instant> adoptedUntil, Map<String, Instant> ended) {
    Instant until = policy.tokensUntil(tx.now());
    Optional<Instant> known = tx.sessions().end(id).flatMap(SessionRow::adoptedUntil);
    revoke(tx, id, later(later(until, known), adoptedUntil), ended);
  }

  /** Ends the oldest live sessions of an account but {@code except}, so that {@code keep} others stay. */
  void endOldest(
      Transaction tx, long accountId, String except, long keep, Map<String, Instant> ended) {
    Instant now = tx.now();
    for (SessionRow row : tx.sessions().endOldest(accountId, except, keep, now)) {
      revoke(tx, row.id(), later(policy.tokensUntil(now), row.adoptedUntil()), ended);
    }
  }

  private static Instant later(Instant one, Optional<Instant> other) {
    return other.filter(one::isBefore).orElse(one);
  }

  private static void revoke(Transaction tx, String id, Instant until, Map<String, Instant> ended) {
    tx.revocations().revokeSession(id, until);
    ended.put(id, until);
  }
}
