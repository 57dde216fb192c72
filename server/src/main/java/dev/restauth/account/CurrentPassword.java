package dev.restauth.account;

import dev.restauth.http.LoginOutcome;
import dev.restauth.password.HashRequest;

/** Asks for an account's password once more, as a log-in would, and with the limits of one. */
public interface CurrentPassword {
  /** Checks it. */
  LoginOutcome check(String username, String password, HashRequest request);
}
