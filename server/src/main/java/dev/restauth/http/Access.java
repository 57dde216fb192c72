package dev.restauth.http;

/** Access rules of routes. */
public sealed interface Access {
  /** Any client, without authentication. */
  Access ALL = new All();

  /**
   * A user, by password or by a token of this server. A token of another application does not suffice: the secret that
   * signed it is, or was, stored outside this server's control.
   */
  Access USER = new User(false);

  /**
   * A user, by password or by any token, even one issued by another application. Never for routes that
   * change an account.
   */
  Access USER_BY_ANY_TOKEN = new User(true);

  /** Any client. One that sends credentials must be a user, as for {@link #USER}. */
  Access ALL_OR_USER = new AllOrUser();

  /** A service, by a key with this scope. */
  static Access service(String scope) {
    return new Service(scope);
  }

  /** Any client. */
  record All() implements Access {}

  /** Any client, and users who say who they are. */
  record AllOrUser() implements Access {}

  /**
   * Users.
   *
   * @param byAdoptedToken whether a token of another application suffices
   */
  record User(boolean byAdoptedToken) implements Access {}

  /**
   * Services.
   *
   * @param scope the scope that the key must have
   */
  record Service(String scope) implements Access {}
}
