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
   * Tokens of an account that ended before they expired: those of generations before this one. Whatever
   * raises the generation of an account keeps it so, in the same transaction.
   *
   * @param tokensUntil when the last of them will have expired
   */
  record RevokedGenerations(long accountId, long before, Instant tokensUntil) {}

  /** Those whose tokens have not all expired, one an account. */
  List<RevokedGenerations> revokedGenerations(Instant now);

  /**
   * Removes those generations whose tokens have all expired.
   *
   * @param atMost how many, at least 1
   * @return how many were removed
   */
  int purgeGenerations(Instant now, long atMost);

  /**
   * Removes those sessions whose tokens have all expired.
   *
   * @param atMost how many, at least 1
   * @return how many were removed
   */
  int purge(Instant now, long atMost);
}
