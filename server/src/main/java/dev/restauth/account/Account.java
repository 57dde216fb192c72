package dev.restauth.account;

import dev.restauth.assurance.Authentication;
import dev.restauth.http.Caller;
import java.time.Instant;
import java.util.Optional;

/**
 * A row of the table {@code account}.
 *
 * @param id the id, from 1; never reused
 * @param username the unique user name, compared byte by byte
 * @param passwordHash the hash in the format of {@code PasswordHash}; empty if the account has no
 *     password, or is closed
 * @param generation a number that grows each time all tokens of the account are revoked; each token
 *     contains the generation in which it was issued
 * @param state whether the user may log in
 * @param createdAt the creation time, with microsecond precision
 * @param sourceId the system from which the account was imported; empty if the user registered at
 *     this server
 * @param rights the number of the last change of the account's rights; 0 if they have not changed.
 *     A token with a lower number is outdated
 * @param factor whether the account has a second factor, which log-ins then require
 */
public record Account(
    long id,
    String username,
    Optional<String> passwordHash,
    long generation,
    State state,
    Instant createdAt,
    Optional<Long> sourceId,
    long rights,
    boolean factor) {

  /** Creates an account without a second factor. */
  public Account(
      long id,
      String username,
      Optional<String> passwordHash,
      long generation,
      State state,
      Instant createdAt,
      Optional<Long> sourceId,
      long rights) {
    this(id, username, passwordHash, generation, state, createdAt, sourceId, rights, false);
  }

  /**
   * The state of an account, which decides whether its user may log in. The database stores the
   * state under its lower-case name.
   */
  public enum State {
    /** Open: the user may log in. */
    ACTIVE,
    /** Temporarily closed: the user may not log in until the account is enabled again. */
    DISABLED,
    /**
     * Permanently closed, and erased. The row remains, so that no other user ever gets the
     * account's id.
     */
    CLOSED
  }

  /**
   * Returns whether the account is erased. An erased account has a placeholder instead of a name;
   * the placeholder begins with a colon.
   */
  public boolean erased() {
    return state == State.CLOSED && isNoName(username);
  }

  /**
   * Returns whether a text is the placeholder for the name of an erased account: a colon and the
   * account's id. No other account has such a name, since HTTP Basic does not allow a colon in user
   * names (RFC 7617 section 2).
   */
  static boolean isNoName(String username) {
    return username.startsWith(":");
  }

  /** Returns whether the user may log in. Otherwise, the account's tokens are not valid. */
  public boolean active() {
    return state == State.ACTIVE;
  }

  /** Returns the account as a caller that has presented a token. */
  public Caller.User asCaller(Caller.Session session) {
    return new Caller.User(
        id, username, generation, Optional.of(session), Optional.empty(), factor);
  }

  /**
   * Returns the account as a caller whom the current request has authenticated, for example with a
   * password.
   */
  public Caller.User asCaller(Authentication authentication) {
    return new Caller.User(
        id, username, generation, Optional.empty(), Optional.of(authentication), factor);
  }

  /** Returns a text without the password hash. */
  @Override
  public String toString() {
    return "Account[id=" + id + ", generation=" + generation + ", state=" + state + "]";
  }
}
