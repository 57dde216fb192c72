package dev.restauth.account;

import dev.restauth.http.LoginOutcome;
import dev.restauth.password.HashRequest;

/** Checks the current password of a logged-in user again, with the rate limits of a log-in. */
public interface CurrentPassword {
  /** Checks the password. */
  LoginOutcome check(String username, String password, HashRequest request);
}
