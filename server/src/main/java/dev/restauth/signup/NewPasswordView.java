package dev.restauth.signup;

import dev.restauth.browser.LoginPages;
import dev.restauth.page.Message;

/**
 * The page that asks for a new password.
 *
 * @param asked the log-in for which it is, with or without an application
 * @param form the frame of the form
 * @param url the path and query of the page
 * @param texts the beginning of the names of its texts
 * @param username the user name of the account, for password managers
 * @param error what is wrong, if anything
 */
public record NewPasswordView(
    LoginPages.Asked asked,
    FormFrame form,
    String url,
    String texts,
    String username,
    Message error)
    implements SignUpView {
  @Override
  public String template() {
    return "signup/password.jte";
  }

  @Override
  public String id() {
    return "new-password";
  }

  /** Leaves out the token. */
  @Override
  public String toString() {
    return "NewPasswordView[]";
  }
}
