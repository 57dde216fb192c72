package dev.restauth.http;

import java.util.Optional;

/** Credentials of a request's Authorization field, not yet checked. */
sealed interface Credentials {

  /** No field, a field with another scheme, or a malformed field. */
  record None() implements Credentials {}

  /** HTTP Basic with a name and a password. */
  record Password(String username, String password) implements Credentials {
    /**
     * Shows neither name nor password: the name may be a password that was typed into the wrong
     * field.
     */
    @Override
    public String toString() {
      return "Password[]";
    }
  }

  /**
   * A token.
   *
   * @param bearer whether the token came with Bearer, as opposed to the user name of Basic
   */
  record Token(String token, boolean bearer) implements Credentials {
    /** Does not show the token. */
    @Override
    public String toString() {
      return "Token[bearer=" + bearer + "]";
    }
  }

  /**
   * A personal key, or a text that begins like one.
   *
   * @param key the key in its canonical form
   * @param name the user name, if the key came as the password of HTTP Basic
   * @param bearer whether the key came with Bearer, as opposed to Basic
   */
  record PersonalKey(String key, Optional<String> name, boolean bearer) implements Credentials {
    /**
     * Shows neither the key nor the name: the name may be a key that was put into the wrong field.
     */
    @Override
    public String toString() {
      return "PersonalKey[bearer=" + bearer + "]";
    }
  }

  /**
   * A token or a key as the user name of Basic, although the operator has disabled this form. The
   * server does not check the token or key.
   */
  record Misplaced() implements Credentials {}

  /**
   * A service key or a refresh token, or a text that begins like one.
   *
   * @param key the service key or refresh token, in its canonical form
   * @param name the user name, if the key came as the password of HTTP Basic
   * @param bearer whether the key came with Bearer, as opposed to Basic
   */
  record ServiceKey(String key, Optional<String> name, boolean bearer) implements Credentials {
    /**
     * Shows neither the key nor the name: the name may be a key that was put into the wrong field.
     */
    @Override
    public String toString() {
      return "ServiceKey[bearer=" + bearer + "]";
    }
  }
}
