package dev.restauth.session;

import dev.restauth.account.SessionRevoked;
import dev.restauth.store.Change;
import dev.restauth.store.Snapshots;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Revoked sessions in memory whose tokens may not all have expired; every check of a token reads
 * them. Thread-safe.
 */
public final class Revocations {
  /** The number of entries from which memory counts as full. Each entry takes some 120 bytes. */
  static final int FULL = 500_000;

  private final Map<String, Instant> tokensUntil = new ConcurrentHashMap<>();

  /**
   * Loads the revocations of the store; before the first call there are none. Later calls add the
   * revocations of a commit that seemed to fail, or of another process, and remove the revocations
   * that are no longer in the store. During the call, no revocation that is both in the store and
   * in memory is missing.
   */
  public void reload(Snapshots store) {
    // An entry is added after its commit: if the store does not have the entry now, it was removed
    // there.
    Map<String, Instant> before = Map.copyOf(tokensUntil);
    Map<String, Instant> stored =
        store.reading(tx -> new RevocationRows(tx).revokedSessions(tx.now()));
    stored.forEach(this::add);
    before.forEach(
        (id, until) -> {
          if (!stored.containsKey(id)) {
            tokensUntil.remove(id, until); // unless it was revoked once more meanwhile
          }
        });
  }

  /**
   * Returns whether there are too many revocations. Then raising the generation of an account
   * should replace the revocations of its sessions.
   */
  boolean isFull() {
    return tokensUntil.size() >= FULL;
  }

  /** The number of revoked sessions. */
  int size() {
    return tokensUntil.size();
  }

  /** Returns whether a session was revoked. */
  public boolean contains(String sessionId) {
    return tokensUntil.containsKey(sessionId);
  }

  /** Applies the revocations of a commit. */
  public void apply(List<Change> changes) {
    for (Change change : changes) {
      SessionRevoked.of(change).ifPresent(revoked -> add(revoked.id(), revoked.tokensUntil()));
    }
  }

  void add(String sessionId, Instant until) {
    tokensUntil.merge(sessionId, until, (known, now) -> known.isAfter(now) ? known : now);
  }

  /** Removes revocations. Call it after the commit that revoked their tokens in another way. */
  void remove(Collection<String> sessionIds) {
    sessionIds.forEach(tokensUntil::remove);
  }

  /** Removes the revocations whose tokens have all expired. */
  void removeExpired(Instant now) {
    tokensUntil.values().removeIf(until -> !until.isAfter(now));
  }
}
