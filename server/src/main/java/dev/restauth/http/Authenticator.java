package dev.restauth.http;

import java.time.Duration;
import java.util.Optional;

/** Finds out who somebody is by what was presented. Implemented above log-in and tokens. Thread-safe. */
public interface Authenticator {

  /** What checking a password came to. */
  sealed interface PasswordOutcome {
    /** It is right. */
    record Accepted(Caller.User user) implements PasswordOutcome {}

    /** It is not, or there is no such account, or it may not log in: nobody is told which. */
    record Refused() implements PasswordOutcome {}

    /** Too many passwords wait to be checked. */
    record Busy() implements PasswordOutcome {}

    /**
     * It was not looked at, because too many were wrong before.
     *
     * @param retryAfter how long until one will be looked at
     */
    record Throttled(Duration retryAfter) implements PasswordOutcome {}

    /** It was not looked at, because nobody waits for the answer. */
    record Gone() implements PasswordOutcome {}
  }

  /** Whether a user name is a token and only that. */
  boolean isToken(String username);

  /**
   * The key of a service, in its plain spelling, in what is presented as a user name, a password or a
   * token; empty if it is none.
   */
  Optional<String> serviceKeyIn(String presented);

  /** Checks a name and a password, in a time that does not depend on whether there is such an account. */
  PasswordOutcome byPassword(String username, String password, Client client);

  /** Who bears a token; empty if it is not valid now. */
  Optional<Caller.User> byToken(String token);

  /**
   * Whose key it is; empty if it does not count.
   *
   * @param name that it was presented under, and must have; empty if it came alone
   */
  Optional<Caller.Service> byServiceKey(String key, Optional<String> name);
}
