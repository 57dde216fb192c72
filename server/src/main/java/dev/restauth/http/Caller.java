package dev.restauth.http;

import java.time.Instant;
import java.util.List;
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
   * @param session the session, if a token was presented
   * @param proofs what was shown with this very request, if no token was
   */
  record User(
      long accountId,
      String username,
      long generation,
      Optional<Session> session,
      List<Proof> proofs)
      implements Caller {
    /** Copies the proofs. */
    public User {
      proofs = List.copyOf(proofs);
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
