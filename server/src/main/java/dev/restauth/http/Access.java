package dev.restauth.http;

import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Access rules of routes. */
public sealed interface Access {
  /** Any client, without authentication. */
  Access ALL = new All();

  /**
   * A user, by password or by a token of this server. A token of another application does not suffice: the secret that
   * signed it is, or was, stored outside this server's control.
   */
  Access USER = new User(false, false, Set.of(AdministrativeScope.API), false, false);

  /** A user, as for {@link #USER}, or a token or personal key with one of the scopes {@code api} and {@code profile:read}. */
  Access PROFILE =
      new User(
          false,
          false,
          Set.of(AdministrativeScope.API, AdministrativeScope.PROFILE_READ),
          true,
          false);

  /**
   * A user, by password, by any token of this server that is not outdated, or by a personal key with any scopes, even
   * one that gives access to no other route. Only for deleting personal keys.
   */
  Access END_OF_KEY = new User(false, false, Set.of(), true, true);

  /**
   * A user, by password, by any token, even one issued by another application, or by a personal key with the scope
   * {@code api}. Never for routes that change an account.
   */
  Access USER_BY_ANY_TOKEN = new User(true, false, Set.of(AdministrativeScope.API), true, false);

  /**
   * A user, by password or by any token, even one that gives access to little else. That is a token of an
   * administrative session, one without the scope {@code api}, or one outdated by a change of rights. Only for logging
   * out.
   */
  Access LOG_OUT = new User(true, true, Set.of(), false, false);

  /**
   * Any browser, by {@link RouteTable#page}. The server ignores the request's Authorization field. The answer has the fields
   * of pages, and a form that another site sends is refused.
   */
  Access PAGE = new Page(false);

  /** The same, but forms that other sites send are accepted: the handler changes nothing. */
  Access PAGE_FOR_FOREIGN_FORMS = new Page(true);

  /** A user, as for {@link #LOG_OUT}, or the owner of a personal key. Only for renewing tokens. */
  Access RENEWAL = new User(true, true, Set.of(), true, false);

  /** Any client. One that sends credentials must be a user, as for {@link #USER}. */
  Access ALL_OR_USER = new AllOrUser((User) USER);

  /**
   * Any client. One that sends credentials must be a user, as for {@link #USER}, but with a token of any scopes. For
   * log-ins, which can take the place of any session.
   */
  Access LOG_IN = new AllOrUser(new User(false, false, Set.of(), false, false));

  /**
   * An operator, over the Unix socket. Over TCP such a route does not exist. The handler checks whether the peer is
   * trusted.
   */
  Access OPERATOR = new Operator();

  /** A service, by a key with this scope. */
  static Access service(String scope) {
    return new Service(scope);
  }

  /**
   * A service, by a key with this scope, or another caller that the route knows.
   *
   * @param other answers such a caller; empty if the call is not from one, so that it must come from a service
   */
  static Access serviceOr(String scope, Function<Call, Optional<Answer>> other) {
    return new ServiceOr(scope, other);
  }

  /** A user with this scope, by password or by the token of an administrative session, or a service with it. */
  static Access administrative(AdministrativeScope scope) {
    return new Administrative(scope);
  }

  /**
   * A user, as for {@link #USER}, or a user with this scope, by the token of an administrative session. The handler
   * finds out which: {@link Call#mayAdminister}.
   */
  static Access userOr(AdministrativeScope scope) {
    return new UserOrAdministrator(scope);
  }

  /** Any client. */
  record All() implements Access {}

  /**
   * Any client; one that sends credentials must be a user.
   *
   * @param user the rule for users
   */
  record AllOrUser(User user) implements Access {}

  /**
   * Users.
   *
   * @param byAdoptedToken whether a token of another application suffices
   * @param byOutdatedToken whether an outdated token suffices
   * @param scopes a token or a key must have at least one of these scopes; empty if it needs none
   * @param byKey whether a personal key suffices, or a token that was issued for one
   * @param byLapsedKey whether a personal key suffices although its owner has left its organisation, or an outdated
   *     token that was issued for a key
   */
  record User(
      boolean byAdoptedToken,
      boolean byOutdatedToken,
      Set<String> scopes,
      boolean byKey,
      boolean byLapsedKey)
      implements Access {
    /** Copies the scopes. */
    public User {
      scopes = Set.copyOf(scopes);
    }
  }

  /**
   * Administrators, and services.
   *
   * @param scope the scope that the account and the token, or the key, must have
   */
  record Administrative(AdministrativeScope scope) implements Access {}

  /** Operators. */
  record Operator() implements Access {}

  /**
   * Browsers.
   *
   * @param foreignForms whether forms that other sites send are accepted
   */
  record Page(boolean foreignForms) implements Access {}

  /**
   * Users, and administrators by a token without the scope {@code api}.
   *
   * @param scope the scope of the administrators
   */
  record UserOrAdministrator(AdministrativeScope scope) implements Access {}

  /**
   * Services.
   *
   * @param scope the scope that the key must have
   */
  record Service(String scope) implements Access {}

  /**
   * Services, and other callers that the route knows.
   *
   * @param scope the scope that the key must have
   * @param other answers another caller; empty if it is none
   */
  record ServiceOr(String scope, Function<Call, Optional<Answer>> other) implements Access {}
}
