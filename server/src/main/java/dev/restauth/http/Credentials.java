package dev.restauth.http;

/** What a request's Authorization field holds, before anybody has checked it. */
sealed interface Credentials {

  /** No field, another scheme, or one that breaks its grammar. */
  record None() implements Credentials {}

  /** Basic with a name and a password. */
  record Password(String username, String password) implements Credentials {
    /** Without either: the name may be a password typed into the wrong field. */
    @Override
    public String toString() {
      return "Password[]";
    }
  }

  /**
   * A token, by whichever way it came.
   *
   * @param bearer by Bearer, and not as a user name
   */
  record Token(String token, boolean bearer) implements Credentials {
    /** Without the token. */
    @Override
    public String toString() {
      return "Token[bearer=" + bearer + "]";
    }
  }
}
