package dev.restauth.account;

import dev.restauth.http.Caller;
import dev.restauth.http.Proof;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * An account's row.
 *
 * @param id counts from 1 and is never used again
 * @param username unique, compared byte by byte
 * @param passwordHash as {@code PasswordHash} writes it; empty where it has no password, and once it
 *     is closed
 * @param generation grows by one whenever all tokens of the account must end; a token carries the
 *     generation it was issued in
 * @param state whether it may log in
 * @param createdAt to the microsecond
 * @param sourceId the system that it was adopted from; empty where it was made here
 */
public record Account(
    long id,
    String username,
    Optional<String> passwordHash,
    long generation,
    State state,
    Instant createdAt,
    Optional<Long> sourceId) {

  /** Whether an account may log in. Stored by its lower-case name. */
  public enum State {
    /** May log in. */
    ACTIVE,
    /** May not log in for now. */
    DISABLED,
    /** Gone for good; the row keeps id and name so that neither is ever given to somebody else. */
    CLOSED
  }

  /** Whether it may log in and its tokens count. */
  public boolean active() {
    return state == State.ACTIVE;
  }

  /** Its owner, who calls with a token. */
  public Caller.User calling(Caller.Session session) {
    return new Caller.User(id, username, generation, Optional.of(session), List.of());
  }

  /** Its owner, who calls with a proof of being that. */
  public Caller.User calling(Proof proof) {
    return new Caller.User(id, username, generation, Optional.empty(), List.of(proof));
  }

  /** Without the password hash. */
  @Override
  public String toString() {
    return "Account[id=" + id + ", generation=" + generation + ", state=" + state + "]";
  }
}
