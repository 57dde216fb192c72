package dev.restauth.http;

import java.util.Optional;

/** Finds out who somebody is by what was presented. Implemented above log-in and tokens. Thread-safe. */
public interface Authenticator {
  /** Whether a user name is a token and only that. */
  boolean isToken(String username);

  /**
   * The key of a service, in its plain spelling, in what is presented as a user name, a password or a
   * token; empty if it is none.
   */
  Optional<String> serviceKeyIn(String presented);

  /** Checks a name and a password, in a time that does not depend on whether there is such an account. */
  LoginOutcome byPassword(String username, String password, Client client);

  /** Who bears a token; empty if it is not valid now. */
  Optional<Caller.User> byToken(String token);

  /**
   * Whose key it is; empty if it does not count.
   *
   * @param name that it was presented under, and must have; empty if it came alone
   */
  Optional<Caller.Service> byServiceKey(String key, Optional<String> name);
}
