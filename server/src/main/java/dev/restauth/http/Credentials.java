package dev.restauth.http;

import java.util.Optional;

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

  /** A token or a key as the user name of Basic, where the operator wants none; it is not looked at. */
  record Misplaced() implements Credentials {}

  /**
   * The key of a service, or another secret that is neither an access token nor a password.
   *
   * @param key in its plain spelling
   * @param name under which it was presented, where it came as the password of HTTP Basic
   * @param bearer by Bearer, and not by Basic
   */
  record ServiceKey(String key, Optional<String> name, boolean bearer) implements Credentials {
    /** Without the key, and without the name: it may be a key that was put into the wrong field. */
    @Override
    public String toString() {
      return "ServiceKey[bearer=" + bearer + "]";
    }
  }
}
