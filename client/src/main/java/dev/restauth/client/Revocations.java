package dev.restauth.client;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What was revoked whose tokens may not have expired yet: sessions, and all tokens of an account below
 * a generation. Only time removes any: what was revoked once is so for good, whichever stream or
 * snapshot told of it, so that no moment is without them. As many as the server has: each session takes
 * some 130 bytes of memory. Thread-safe.
 */
final class Revocations {
  /** Values are seconds since the epoch, from when on all tokens concerned have expired. */
  private final Map<String, Long> sessions = new ConcurrentHashMap<>();

  private final Map<String, Cut> accounts = new ConcurrentHashMap<>();

  private final AtomicLong additions = new AtomicLong();

  private record Cut(long generation, long until) {
    Cut and(Cut other) {
      return new Cut(Math.max(generation, other.generation), Math.max(until, other.until));
    }
  }

  void addSession(String sessionId, long until) {
    sessions.merge(sessionId, until, Math::max);
    additions.incrementAndGet();
  }

  /** Tokens of generations below {@code generation} have ended. */
  void addAccount(String subject, long generation, long until) {
    accounts.merge(subject, new Cut(generation, until), Cut::and);
    additions.incrementAndGet();
  }

  /** Whether a token that says this has been revoked. */
  boolean concern(TokenClaims claims) {
    if (sessions.containsKey(claims.sessionId())) {
      return true;
    }
    Cut cut = accounts.get(claims.subject());
    return cut != null && claims.generation() < cut.generation();
  }

  /**
   * How often something was added; counted when it is there, so that whoever reads this first and then
   * finds nothing need not look again until it has changed.
   */
  long count() {
    return additions.get();
  }

  /** Forgets those whose tokens have all expired at {@code now}, in seconds since the epoch. */
  void forgetExpired(long now) {
    sessions.values().removeIf(until -> until <= now);
    accounts.values().removeIf(cut -> cut.until() <= now);
  }

  /** How many there are. */
  int size() {
    return sessions.size() + accounts.size();
  }
}
