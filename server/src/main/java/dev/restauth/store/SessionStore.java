package dev.restauth.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The sessions. Each call is atomic; those that may succeed once say who won. A session is live while
 * its account is active and in the session's generation, and until its end.
 */
public interface SessionStore {

  /**
   * A session's row. Times are kept to the microsecond.
   *
   * @param id as in the claim {@code sid} of its tokens
   * @param accountId whose
   * @param generation the account's generation that it began in
   * @param method how she was authenticated, such as {@code password}
   * @param authenticatedAt when
   * @param renewedAt when a token was last issued in it, as far as that was noted
   * @param endsAt from then on it is not live
   * @param address the client's, as text
   * @param userAgent what the client said it is
   * @param adoptedUntil until when the token of another application counts that it began with; empty
   *     where it began otherwise
   */
  record SessionRow(
      String id,
      long accountId,
      long generation,
      String method,
      Instant authenticatedAt,
      Instant renewedAt,
      Instant endsAt,
      String address,
      Optional<String> userAgent,
      Optional<Instant> adoptedUntil) {
    /** Without the address. */
    @Override
    public String toString() {
      return "SessionRow[id=" + id + ", accountId=" + accountId + "]";
    }
  }

  /** Adds a session unless there is one of that id; says whether it did. */
  boolean add(SessionRow session);

  /** Adds a session, or puts it in the place of the one of that id. */
  void put(SessionRow session);

  /** The session of that id if it is live, or empty. */
  Optional<SessionRow> findLive(String id, Instant now);

  /** The live sessions of an account, the newest first. */
  List<SessionRow> live(long accountId, Instant now);

  /** Notes that a session was renewed and until when it lasts; says whether it is still there. */
  boolean renew(String id, Instant at, Instant endsAt);

  /** Removes a session, with its refresh token; returns it where this call did so. */
  Optional<SessionRow> end(String id);

  /**
   * Removes the oldest live sessions of an account.
   *
   * @param except stays, and does not count
   * @param keep how many others stay
   * @return those that were removed
   */
  List<SessionRow> endOldest(long accountId, String except, long keep, Instant now);

  /**
   * Removes sessions that ended by themselves.
   *
   * @param atMost how many, at least 1
   * @return how many were removed
   */
  int purge(Instant now, long atMost);
}
