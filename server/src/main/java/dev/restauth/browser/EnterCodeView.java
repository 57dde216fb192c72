package dev.restauth.browser;

import dev.restauth.logincode.LoginCodes;
import dev.restauth.page.Message;
import java.util.Optional;

/**
 * The page on which a user enters a mailed code. The link in the mail also leads to this page, in the browser that requested
 * the code.
 *
 * @param asked the log-in
 * @param email the address to which the server sends the mail
 * @param error the error message, if there is an error
 * @param token the hidden token of the form
 * @param attempt the encrypted request
 * @param seconds how long the user must wait before the server can send the mail again, in seconds
 * @param link whether the user has opened the link in the mail
 * @param work the path of challenges, if the server requires a proof of work before it sends another mail
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

  /** Leaves out the token, the address and the request. */
  @Override
  public String toString() {
    return "EnterCodeView[]";
  }
}
