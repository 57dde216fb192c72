package dev.restauth.browser;

import dev.restauth.page.Message;
import java.util.Optional;

/**
 * The page for user name and password.
 *
 * @param asked the log-in
 * @param username the user name to show in the form
 * @param error the error to show, if any
 * @param token the form token
 * @param passkeys whether users can log in with passkeys
 * @param links the other ways to log in
 * @param confirming whether the user is already logged in and only has to authenticate again
 */
public record LoginView(
    LoginPages.Asked asked,
    String username,
    Message error,
    String token,
    boolean passkeys,
    LoginLinks links,
    boolean confirming)
    implements LoginPages.Step {
  /**
   * Paths of pages, without the request.
   *
   * @param signUp the path of the page for creating an account
   * @param forgot the path of the page for setting a new password
   * @param code the path of the page for requesting a mailed code
   */
  public record Paths(String signUp, String forgot, String code) {}

  /** The paths of the other ways to log in, without the request, which is in a hidden field. */
  public Paths paths() {
    return new Paths(
        asked.call().pathOf(LoginLinks.SIGN_UP),
        asked.call().pathOf(LoginLinks.FORGOT),
        asked.call().pathOf(LoginPages.CODE));
  }

  /** Returns whether the page offers another way to log in. */
  public boolean hasOthers() {
    return confirming || links.forgot() || links.code() || links.signUp();
  }

  /** The path of the page for creating an account. */
  public String signUp() {
    return asked.url(LoginLinks.SIGN_UP);
  }

  /** The path of the page for setting a new password. */
  public String forgot() {
    return asked.url(LoginLinks.FORGOT);
  }

  /** The path of the page for requesting a mailed code. */
  public String code() {
    return asked.url(LoginPages.CODE);
  }

  /** The path of the page on which any account can log in. */
  public String other() {
    return asked.url(LoginPages.LOGIN, "other", "1");
  }

  @Override
  public Message title() {
    return Message.of(confirming ? "browser.confirm.title" : "browser.login.title");
  }

  @Override
  public String template() {
    return "browser/login.jte";
  }

  @Override
  public Optional<String> address() {
    return Optional.of(asked.url(LoginPages.LOGIN));
  }

  @Override
  public Optional<String> script() {
    return passkeys ? Optional.of(LoginScriptRoutes.SCRIPT) : Optional.empty();
  }

  /** Returns a text without the token. */
  @Override
  public String toString() {
    return "LoginView[]";
  }
}
