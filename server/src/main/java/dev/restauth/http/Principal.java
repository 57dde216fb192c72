package dev.restauth.http;

import java.time.Instant;
import java.util.Optional;

/**
 * Who is calling. Only an authentication that succeeded makes one.
 *
 * @param accountId the account
 * @param username its name
 * @param generation the account's generation that the proof belongs to
 * @param session the session, where a token was presented; empty where a password was
 */
public record Principal(
    long accountId, String username, long generation, Optional<Session> session) {

  /**
   * One log-in and all tokens that stem from it.
   *
   * @param id its id, the same in every token of it
   * @param authenticatedAt when the password was checked; renewing never moves it
   * @param adoptedUntil when the token that was presented ends by itself, where it is one that another
   *     application handed out, before its accounts were adopted
   */
  public record Session(String id, Instant authenticatedAt, Optional<Instant> adoptedUntil) {
    /** Whether the token that was presented is another application's. */
    public boolean adopted() {
      return adoptedUntil.isPresent();
    }
  }

  /** Whether the proof is a token of another application, which opens little. */
  public boolean byAdoptedToken() {
    return session.filter(Session::adopted).isPresent();
  }
}
