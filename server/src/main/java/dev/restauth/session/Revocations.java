package dev.restauth.session;

import dev.restauth.store.Change;
import dev.restauth.store.Snapshots;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The sessions that were revoked and may still have tokens that have not expired, in memory: every
 * check of a token asks. Thread-safe.
 */
public final class Revocations {
  /** Each takes some 120 bytes of memory. */
  static final int FULL = 500_000;

  private final Map<String, Instant> tokensUntil = new ConcurrentHashMap<>();

  /**
   * Makes it what the store has, which it is not before the first time: also what a commit left that seemed to fail, or another process
   * committed, and without those that the store has not any more. At no time is one missing that both
   * have.
   */
  public void read(Snapshots store) {
    // Committed before they were added: what the store has not now was removed from it.
    Map<String, Instant> before = Map.copyOf(tokensUntil);
    Map<String, Instant> stored =
        store.reading(tx -> new RevocationRows(tx).revokedSessions(tx.now()));
    stored.forEach(this::add);
    before.forEach(
        (id, until) -> {
          if (!stored.containsKey(id)) {
            tokensUntil.remove(id, until); // not where it was revoked once more meanwhile
          }
        });
  }

  /** Whether there are so many that those of one account had better end otherwise. */
  boolean isFull() {
    return tokensUntil.size() >= FULL;
  }

  /** Whether a session was revoked. */
  public boolean contains(String sessionId) {
    return tokensUntil.containsKey(sessionId);
  }

  /** Some have been revoked by a commit. */
  public void heard(List<Change> changes) {
    for (Change change : changes) {
      SessionRevoked.of(change).ifPresent(revoked -> add(revoked.id(), revoked.tokensUntil()));
    }
  }

  void add(String sessionId, Instant until) {
    tokensUntil.merge(sessionId, until, (known, now) -> known.isAfter(now) ? known : now);
  }

  /** Call it after the commit that ended their tokens otherwise. */
  void forget(Collection<String> sessionIds) {
    sessionIds.forEach(tokensUntil::remove);
  }

  /** Forgets those whose tokens have all expired. */
  void forgetExpired(Instant now) {
    tokensUntil.values().removeIf(until -> !until.isAfter(now));
  }
}
