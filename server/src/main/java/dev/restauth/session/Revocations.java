package dev.restauth.session;

import dev.restauth.account.SessionRevoked;
import dev.restauth.store.Change;
import dev.restauth.store.Snapshots;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The revoked sessions in memory whose tokens may not all have expired. Every token check reads them. Thread-safe. */
public final class Revocations {
  /** The number of entries from which the memory counts as full. Each entry needs some 120 bytes. */
  static final int FULL = 500_000;

  private final Map<String, Instant> tokensUntil = new ConcurrentHashMap<>();

  /**
   * Loads the revocations from the store. Before the first call, this object has no revocations. Later calls add the
   * revocations of a commit that seemed to fail, or of another process, and remove the revocations that are no longer in the
   * store. During the call, no revocation that is both in the store and in memory is missing.
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
            tokensUntil.remove(id, until); // unless the session was revoked again meanwhile
          }
        });
  }

  /**
   * Returns whether the memory has too many revocations. In that case, the server should raise the generation of an account,
   * which replaces the revocations of its sessions.
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

  /** Removes revocations. Call this method after the commit that revoked their tokens in another way. */
  void remove(Collection<String> sessionIds) {
    sessionIds.forEach(tokensUntil::remove);
  }

  /** Removes the revocations whose tokens have all expired. */
  void removeExpired(Instant now) {
    tokensUntil.values().removeIf(until -> !until.isAfter(now));
  }
}
