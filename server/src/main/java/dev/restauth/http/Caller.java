package dev.restauth.http;

import dev.restauth.store.Account;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** Who is calling. Only an authentication that succeeded makes one. */
public sealed interface Caller {

  /**
   * A user.
   *
   * @param accountId the account
   * @param username its name
   * @param generation the account's generation that the proof belongs to
   * @param session the session, if a token was presented; empty if a password was
   */
  record User(long accountId, String username, long generation, Optional<Session> session)
      implements Caller {

    /** The owner of an account. */
    public static User of(Account account, Optional<Session> session) {
      return new User(account.id(), account.username(), account.generation(), session);
    }

    /** Whether the proof is a token of another application, which opens little. */
    public boolean byAdoptedToken() {
      return session.filter(Session::adopted).isPresent();
    }
  }

  /**
   * One log-in and all tokens that stem from it.
   *
   * @param id its id, the same in every token of it
   * @param authenticatedAt when the password was checked; renewing never moves it
   * @param adoptedUntil when the token that was presented ends by itself, if it is one that another
   *     application handed out, before its accounts were adopted
   */
  record Session(String id, Instant authenticatedAt, Optional<Instant> adoptedUntil) {
    /** Whether the token that was presented is another application's. */
    public boolean adopted() {
      return adoptedUntil.isPresent();
    }
  }

  /**
   * A service. No user is one, and no password and no token makes one.
   *
   * @param name of its key
   * @param scopes what it may do (RFC 6749 section 3.3)
   */
  record Service(String name, Set<String> scopes) implements Caller {
    /** Copies the scopes. */
    public Service {
      scopes = Set.copyOf(scopes);
    }
  }
}
