package dev.restauth.http;

import dev.restauth.assurance.HalfAuthentication;
import java.util.Optional;
import java.util.Set;

/**
 * Authenticates callers by the credentials that they present. Implemented on top of log-in and tokens.
 * Thread-safe.
 */
public interface Authenticator {
  /** Returns whether a user name has the form of a token, and so cannot be a name. */
  boolean isToken(String username);

  /**
   * Reads a service key or a personal key that is presented as a user name, a password or a token. Returns the key in
   * its canonical form; empty if the text is not a key.
   */
  Optional<String> keyIn(String presented);

  /** Returns whether such a key is a personal one, and not that of a service. */
  boolean isPersonalKey(String key);

  /** Checks a name and a password, in a time that does not depend on whether the account exists. */
  LoginOutcome byPassword(String username, String password, RemoteClient client);

  /**
   * Completes a log-in that a password began in the same request.
   *
   * @param half the result of the password check, which still needs a second factor
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
   * @param name the name that was presented with the key, which must be {@code token} or the name of its owner; empty
   *     if there was none
   * @param lapsed whether to accept a key although its owner has left the organisation that the key belongs to
   */
  Optional<Caller.User> byPersonalKey(String key, Optional<String> name, boolean lapsed);

  /** The administrative scopes that an account holds now. */
  Set<String> administrativeScopes(long accountId);

  /**
   * The service of a key; empty if the key is not valid.
   *
   * @param name the name that was presented with the key, which must be the key's name; empty if there was
   *     none
   */
  Optional<Caller.Service> byServiceKey(String key, Optional<String> name);
}
