package dev.restauth.signup;

import dev.restauth.browser.LoginPages;
import dev.restauth.page.Message;

/**
 * The page that asks for a new password.
 *
 * @param asked the log-in to which the page belongs: to an application, or only to this server
 * @param url the path and the query of the page
 * @param texts the common prefix of the names of the page's texts
 * @param username the user name of the account, for password managers
 * @param error the error to show, if any
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

  /** Returns a text without the token. */
  @Override
  public String toString() {
    return "NewPasswordView[]";
  }
}
