package dev.restauth.client;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Revocations that may still affect unexpired tokens. They revoke sessions, all tokens of an
 * account below a generation, or tokens from before a change of rights. A revocation is removed
 * only after its tokens have expired. A later snapshot does not remove it. The client stores as
 * many revocations as the server. Each revoked session needs about 130 bytes of memory.
 * Thread-safe.
 */
final class Revocations {
  /**
   * The revoked sessions. The values are the times at which all affected tokens have expired, in
   * seconds since the epoch.
   */
  private final Map<String, Long> sessions = new ConcurrentHashMap<>();

  private final Map<String, RevokedBelow> accounts = new ConcurrentHashMap<>();

  private final RightsChanges rights = new RightsChanges();

  private final AtomicLong additions = new AtomicLong();

  private record RevokedBelow(long generation, long until) {
    RevokedBelow merge(RevokedBelow other) {
      return new RevokedBelow(Math.max(generation, other.generation), Math.max(until, other.until));
    }
  }

  void addSession(String sessionId, long until) {
    sessions.merge(sessionId, until, Math::max);
    additions.incrementAndGet();
  }

  /** Revokes tokens of generations below {@code generation}. */
  void addAccount(String subject, long generation, long until) {
    accounts.merge(subject, new RevokedBelow(generation, until), RevokedBelow::merge);
    additions.incrementAndGet();
  }

  /** Revokes tokens of the account with a rights number below {@code number}. */
  void addRights(String subject, long number, long until) {
    rights.addAccount(subject, number, until);
    additions.incrementAndGet();
  }

  /**
   * Revokes tokens with a rights number below {@code number} that name the role or have one of the
   * scopes.
   */
  void addRole(String role, Set<String> scopes, long number, long until) {
    rights.addRole(role, scopes, number, until);
    additions.incrementAndGet();
  }

  /** Returns whether a token with these claims is revoked, or outdated by a change of rights. */
  boolean isRevoked(TokenClaims claims) {
    if (sessions.containsKey(claims.sessionId())) {
      return true;
    }
    RevokedBelow revoked = accounts.get(claims.subject());
    return (revoked != null && claims.generation() < revoked.generation())
        || rights.outdate(claims);
  }

  /**
   * Returns the number of additions, which increases after an addition has become visible. If a
   * caller reads the number first and then finds no revocation, the caller need not search again
   * until the number changes.
   */
  long count() {
    return additions.get();
  }

  /**
   * Removes the revocations whose tokens have all expired at {@code now}, in seconds since the
   * epoch.
   */
  void removeExpired(long now) {
    sessions.values().removeIf(until -> until <= now);
    accounts.values().removeIf(revoked -> revoked.until() <= now);
    rights.removeExpired(now);
  }

  /** Returns the number of entries. */
  int size() {
    return sessions.size() + accounts.size() + rights.size();
  }
}
