package dev.restauth.browser;

import dev.restauth.page.Message;
import java.util.Optional;

/**
 * The page on which a user requests a mailed code.
 *
 * @param asked the log-in
 * @param email the address to show in the form
 * @param error the error to show, if any
 * @param token the form token
 * @param work the path that returns challenges for the proof of work, if the server requires one
 */
public record AskCodeView(
    LoginPages.Asked asked, String email, Message error, String token, Optional<String> work)
    implements LoginPages.Step {
  @Override
  public String template() {
    return "browser/ask-code.jte";
  }

  @Override
  public String action() {
    return asked.call().pathOf(LoginPages.CODE);
  }

  /** The path of the page for user name and password. */
  public String login() {
    return asked.url(LoginPages.LOGIN);
  }

  @Override
  public Optional<String> address() {
    return Optional.of(asked.url(LoginPages.CODE));
  }

  @Override
  public Optional<String> script() {
    return work.map(_ -> LoginLinks.WORK_SCRIPT);
  }

  /** Returns a text without the token and the address. */
  @Override
  public String toString() {
    return "AskCodeView[]";
  }
}
