package dev.restauth.signup;

import dev.restauth.browser.LoginPages;
import dev.restauth.page.Message;
import java.util.Optional;

/**
 * The page that asks for the code from a mail.
 *
 * @param asked the log-in for which it is, with or without an application
 * @param form the frame of the form
 * @param url the path and query of the page
 * @param texts the beginning of the names of its texts
 * @param sender the address from which the mail comes, if the server has one
 * @param seconds the seconds until the user may request another mail; empty if they cannot
 * @param error what is wrong, if anything
 */
public record MailedCodeView(
    LoginPages.Asked asked,
    FormFrame form,
    String url,
    String texts,
    Optional<String> sender,
    Optional<Long> seconds,
    Message error)
    implements SignUpView {
  @Override
  public String template() {
    return "signup/code.jte";
  }

  @Override
  public String id() {
    return "mailed-code";
  }

  /** The path of the page on which the user asks for a mail to another address. */
  public Optional<String> begin() {
    return seconds.map(
        _ -> asked.url(texts.startsWith("recovery") ? ForgotRoutes.FORGOT : SignUpRoutes.SIGN_UP));
  }

  /** Leaves out the token. */
  @Override
  public String toString() {
    return "MailedCodeView[]";
  }
}
