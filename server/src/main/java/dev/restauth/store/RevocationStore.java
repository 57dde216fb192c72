package dev.restauth.store;

import java.time.Instant;
import java.util.Map;

/** What was revoked before it expired. Each call is atomic. */
public interface RevocationStore {

  /**
   * Keeps that a session was revoked.
   *
   * @param tokensUntil when its last token will have expired; of two calls for a session the later
   *     time counts
   */
  void revokeSession(String sessionId, Instant tokensUntil);

  /** Whether a session was revoked and its tokens have not all expired. */
  boolean isRevoked(String sessionId, Instant now);

  /** The revoked sessions whose tokens have not all expired, with the time when they will have. */
  Map<String, Instant> revokedSessions(Instant now);

  /**
   * Removes those whose tokens have all expired.
   *
   * @param atMost how many, at least 1
   * @return how many were removed
   */
  int purge(Instant now, long atMost);
}
