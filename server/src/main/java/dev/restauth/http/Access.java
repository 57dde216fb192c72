package dev.restauth.http;

/** Who may use a route. */
public sealed interface Access {
  /** Everybody; nobody is asked who they are. */
  Access ALL = new All();

  /**
   * A user, by password or by a token of this server. One that another application handed out does not
   * suffice: its secret lies, or lay, where nobody here can look.
   */
  Access USER = new User(false);

  /**
   * A user, by password or by any token, even one that another application handed out. Never for what
   * changes an account.
   */
  Access USER_BY_ANY_TOKEN = new User(true);

  /** A service, by a key that has this scope. */
  static Access service(String scope) {
    return new Service(scope);
  }

  /** Everybody. */
  record All() implements Access {}

  /**
   * Users.
   *
   * @param byAdoptedToken whether a token of another application suffices
   */
  record User(boolean byAdoptedToken) implements Access {}

  /**
   * Services.
   *
   * @param scope that the key must have
   */
  record Service(String scope) implements Access {}
}
