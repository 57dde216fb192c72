package dev.restauth.http;

import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** The access rule of a route: the callers that may use the route. */
public sealed interface Access {
  /** Any client, without authentication. */
  Access ALL = new All();

  /**
   * A user who authenticates with a password, or with a token that this server issued. A token that
   * another application issued does not suffice: its signing secret is, or was, stored outside this
   * server's control.
   */
  Access USER = new User(false, false, Set.of(AdministrativeScope.API), false, false);

  /**
   * A user, as for {@link #USER}, but a token with the scope {@code api} or {@code profile:read}
   * suffices. A personal key with one of the two scopes also suffices.
   */
  Access PROFILE =
      new User(
          false,
          false,
          Set.of(AdministrativeScope.API, AdministrativeScope.PROFILE_READ),
          true,
          false);

  /**
   * A user who authenticates with a password, a token or a personal key. The scopes do not matter.
   * This server must have issued the token. The token must not be outdated, unless it was issued
   * for a personal key. A key suffices even if its owner has left the organisation that the key
   * belongs to. Only for deleting personal keys.
   */
  Access END_OF_KEY = new User(false, false, Set.of(), true, true);

  /**
   * A user, as for {@link #USER}, but the token may be one that another application issued. A
   * personal key with the scope {@code api} also suffices. Never for routes that change an account.
   */
  Access USER_BY_ANY_TOKEN = new User(true, false, Set.of(AdministrativeScope.API), true, false);

  /**
   * A user who authenticates with a password or with any token. The token may belong to an
   * administrative session, lack the scope {@code api}, or be outdated by a change of rights. Only
   * for logging out.
   */
  Access LOG_OUT = new User(true, true, Set.of(), false, false);

  /**
   * Any browser; for routes that {@link RouteTable#page} declares. The server ignores the request's
   * Authorization field. The answer gets the header fields that protect pages. The server refuses a
   * form from a page of another site.
   */
  Access PAGE = new Page(false);

  /**
   * Any browser, as for {@link #PAGE}, but the server accepts forms from pages of other sites. The
   * handler must change nothing.
   */
  Access PAGE_FOR_FOREIGN_FORMS = new Page(true);

  /**
   * A user, as for {@link #LOG_OUT}, or a user who presents a personal key. Only for renewing
   * tokens.
   */
  Access RENEWAL = new User(true, true, Set.of(), true, false);

  /** Any client without credentials, or a user, as for {@link #USER}. */
  Access ALL_OR_USER = new AllOrUser((User) USER);

  /**
   * Any client without credentials, or a user, as for {@link #USER}, but the scopes of a token do
   * not matter. Only for logging in: the new session can replace the session of the token
   * (step-up).
   */
  Access LOG_IN = new AllOrUser(new User(false, false, Set.of(), false, false));

  /**
   * An operator who connects over the Unix socket. Over TCP the route does not exist. The handler
   * checks whether the peer is trusted.
   */
  Access OPERATOR = new Operator();

  /** Returns the rule for services that present a service key with this scope. */
  static Access service(String scope) {
    return new Service(scope);
  }

  /**
   * Returns the rule for services that present a service key with this scope, and for callers that
   * the route itself authenticates.
   *
   * @param other answers a call that the route itself authenticates; returns empty for any other
   *     call, which then needs a service key
   */
  static Access serviceOr(String scope, Function<Call, Optional<Answer>> other) {
    return new ServiceOr(scope, other);
  }

  /**
   * Returns the rule for administrators and services with this scope. An administrator
   * authenticates with a password, or with a token of an administrative session.
   */
  static Access administrative(AdministrativeScope scope) {
    return new Administrative(scope);
  }

  /**
   * Returns the rule for users, as for {@link #USER}, and for administrators who present the token
   * of an administrative session with this scope. The handler distinguishes the two with {@link
   * Call#mayAdminister}.
   */
  static Access userOr(AdministrativeScope scope) {
    return new UserOrAdministrator(scope);
  }

  /** Any client. */
  record All() implements Access {}

  /**
   * Clients without credentials, and users.
   *
   * @param user the rule for users
   */
  record AllOrUser(User user) implements Access {}

  /**
   * Users.
   *
   * @param byAdoptedToken whether a token that another application issued suffices
   * @param byOutdatedToken whether an outdated token suffices
   * @param scopes the scopes of which a token or key must have at least one; empty if no scope is
   *     required
   * @param byKey whether a personal key, or a token that was issued for a personal key, suffices
   * @param byLapsedKey whether to accept a personal key whose owner has left the key's
   *     organisation, or an outdated token that was issued for a personal key
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
   * @param scope the scope that a service must have; for an administrator, the scope that both the
   *     account and the token must have
   */
  record Administrative(AdministrativeScope scope) implements Access {}

  /** Operators. */
  record Operator() implements Access {}

  /**
   * Browsers.
   *
   * @param foreignForms whether the server accepts forms from pages of other sites
   */
  record Page(boolean foreignForms) implements Access {}

  /**
   * Users, and administrators who present the token of an administrative session.
   *
   * @param scope the scope that administrators need
   */
  record UserOrAdministrator(AdministrativeScope scope) implements Access {}

  /**
   * Services.
   *
   * @param scope the scope that the key must have
   */
  record Service(String scope) implements Access {}

  /**
   * Services, and callers that the route itself authenticates.
   *
   * @param scope the scope that the key must have
   * @param other answers a call that the route itself authenticates; returns empty for any other
   *     call
   */
  record ServiceOr(String scope, Function<Call, Optional<Answer>> other) implements Access {}
}
