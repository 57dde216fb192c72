package dev.restauth.http;

import dev.restauth.assurance.HalfAuthentication;
import java.util.Optional;
import java.util.Set;

/**
 * Authenticates callers by the credentials that they present. As an interface, it keeps this
 * package independent of log-ins and tokens. Thread-safe.
 */
public interface Authenticator {
  /** Returns whether a user name has the form of a token. No account can have such a name. */
  boolean isToken(String username);

  /**
   * Recognises a service key, a personal key or a refresh token that a client presents as a user
   * name, password or token. Returns it in its canonical form; empty for any other text.
   */
  Optional<String> keyIn(String presented);

  /** Returns whether a key is a personal key, as opposed to a service key. */
  boolean isPersonalKey(String key);

  /**
   * Checks a user name and a password. The check takes equally long whether or not the account
   * exists.
   */
  LoginOutcome byPassword(String username, String password, RemoteClient client);

  /**
   * Completes a log-in with a second factor, after the password was checked in the same request.
   *
   * @param half the result of the password check
   * @param code the code of an authenticator app, or a recovery code
   */
  LoginOutcome byCode(HalfAuthentication half, String code, RemoteClient client);

  /** Creates and stores the challenge for the second step of a log-in. */
  FactorChallenge challenge(HalfAuthentication half, RemoteClient client);

  /** Creates and stores the challenge for the enrolment of a required second factor. */
  FactorChallenge enrolment(HalfAuthentication half, RemoteClient client);

  /** The names of the factors of an account. */
  Set<String> factors(long accountId);

  /** The user of a token; empty if the token is not valid now. */
  Optional<Caller.User> byToken(String token);

  /**
   * The owner of a personal key; empty if the key is not valid now.
   *
   * @param name the user name that the client presented with the key; it must be {@code token} or
   *     the owner's user name; empty if the client presented none
   * @param lapsed whether to accept a key even if its owner has left the organisation that the key
   *     belongs to
   */
  Optional<Caller.User> byPersonalKey(String key, Optional<String> name, boolean lapsed);

  /** The administrative scopes that an account holds now. */
  Set<String> administrativeScopes(long accountId);

  /**
   * The service that a service key belongs to; empty if the key is not valid.
   *
   * @param name the user name that the client presented with the key; it must be the name of the
   *     key; empty if the client presented none
   */
  Optional<Caller.Service> byServiceKey(String key, Optional<String> name);
}
