package dev.restauth.store;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/** What was revoked before it expired. Each call is atomic. */
public interface RevocationStore {

  /**
   * Keeps that a session was revoked.
   *
   * @param accountId whose it was
   * @param tokensUntil when its last token will have expired; of two calls for a session the later
   *     time counts
   */
  void revokeSession(String sessionId, long accountId, Instant tokensUntil);

  /** How many revoked sessions of an account are kept. */
  long count(long accountId);

  /** Forgets those of an account, whose tokens have all ended otherwise; returns their ids. */
  List<String> forget(long accountId);

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
