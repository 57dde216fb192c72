package dev.restauth.browser;

import dev.restauth.logincode.LoginCodes;
import dev.restauth.page.Message;
import java.util.Optional;

/**
 * The page on which a user enters a mailed code. The link in the mail also leads to this page, in
 * the browser that requested the code.
 *
 * @param asked the log-in
 * @param email the address to which the code was mailed
 * @param error the error to show, if any
 * @param token the form token
 * @param attempt the encrypted request
 * @param seconds the time for which the user must wait before requesting the mail again, in seconds
 * @param link whether the user has opened the link in the mail
 * @param work the path that returns challenges for the proof of work, if the server requires a
 *     proof before it mails another code
 */
public record EnterCodeView(
    LoginPages.Asked asked,
    String email,
    Message error,
    String token,
    String attempt,
    long seconds,
    boolean link,
    Optional<String> work)
    implements LoginPages.Step {
  @Override
  public String template() {
    return "browser/enter-code.jte";
  }

  @Override
  public Message title() {
    return Message.of(link ? "browser.enter-code.title-link" : "browser.enter-code.title");
  }

  @Override
  public String action() {
    return asked.call().pathOf(LoginPages.ENTER_CODE);
  }

  /** The path of the page on which the user can request a code for another address. */
  public String other() {
    return asked.url(LoginPages.CODE);
  }

  @Override
  public Optional<String> address() {
    return Optional.of(
        link
            ? asked.call().pathOf(LoginCodes.LINK)
            : asked.url(LoginPages.ENTER_CODE, LoginPages.ATTEMPT, attempt));
  }

  @Override
  public Optional<String> script() {
    return link
        ? Optional.of(LoginScriptRoutes.LINK_SCRIPT)
        : work.map(_ -> LoginLinks.WORK_SCRIPT);
  }

  /** Returns a text without the token, the address and the request. */
  @Override
  public String toString() {
    return "EnterCodeView[]";
  }
}
