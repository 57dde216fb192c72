package dev.restauth.session;

import dev.restauth.account.SessionRevoked;
import dev.restauth.store.Change;
import dev.restauth.store.ChangeCounts;
import dev.restauth.store.Snapshots;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A set, in memory, of the revoked sessions that may have unexpired tokens. Every token check reads
 * this set. Thread-safe.
 */
public final class Revocations {
  /** The number of entries at which the memory counts as full. Each entry needs about 120 bytes. */
  static final int FULL = 500_000;

  private final Map<String, Instant> tokensUntil = new ConcurrentHashMap<>();
  private final ChangeCounts additions = new ChangeCounts();

  /**
   * Loads the revocations from the store. Before the first call, this object contains none. Later
   * calls add the revocations of other processes and of commits that seemed to fail. They also
   * remove revocations that are no longer in the store. A revocation that is both in the store and
   * in memory never disappears from memory during the call.
   */
  public void reload(Snapshots store) {
    // An entry is added to memory only after its commit. If the store lacks an entry of this copy,
    // the entry was therefore removed from the store.
    Map<String, Instant> before = Map.copyOf(tokensUntil);
    Map<String, Instant> stored =
        store.reading(tx -> new RevocationRows(tx).revokedSessions(tx.now()));
    stored.forEach(this::add);
    before.forEach(
        (id, until) -> {
          if (!stored.containsKey(id)) {
            tokensUntil.remove(id, until); // unless the session was revoked again in the meantime
          }
        });
  }

  /**
   * Returns whether there are too many revocations in memory. The server should then raise the
   * generation of an account, which replaces the revocations of its sessions.
   */
  boolean isFull() {
    return tokensUntil.size() >= FULL;
  }

  /** Returns the number of revoked sessions. */
  int size() {
    return tokensUntil.size();
  }

  /** Returns whether a session was revoked. */
  public boolean contains(String sessionId) {
    return tokensUntil.containsKey(sessionId);
  }

  /**
   * Returns a number that grows when a session with this hash is revoked. If a session is found not
   * to be revoked after this number was read, it is not revoked while the number stays the same.
   *
   * @param hash the hash code of the session id
   */
  public long additions(int hash) {
    return additions.of(hash);
  }

  /** Applies the revocations of a commit. */
  public void apply(List<Change> changes) {
    for (Change change : changes) {
      SessionRevoked.of(change).ifPresent(revoked -> add(revoked.id(), revoked.tokensUntil()));
    }
  }

  void add(String sessionId, Instant until) {
    Instant known = tokensUntil.putIfAbsent(sessionId, until);
    if (known != null && !until.isAfter(known)) {
      return; // the checks so far have found the session to be revoked
    }
    if (known != null) {
      tokensUntil.merge(sessionId, until, (one, other) -> one.isAfter(other) ? one : other);
    }
    additions.add(sessionId.hashCode());
  }

  /**
   * Removes revocations. Call this method after a commit that has revoked the same tokens in
   * another way.
   */
  void remove(Collection<String> sessionIds) {
    sessionIds.forEach(tokensUntil::remove);
  }

  /** Removes the revocations whose tokens have all expired. */
  void removeExpired(Instant now) {
    tokensUntil.values().removeIf(until -> !until.isAfter(now));
  }
}
