package dev.restauth.signup;

import dev.restauth.browser.LoginPages;
import dev.restauth.page.Message;
import java.util.Optional;

/**
 * The page that asks for the code from a mail.
 *
 * @param asked the log-in to which the page belongs: to an application, or only to this server
 * @param url the path and the query of the page
 * @param texts the common prefix of the names of the page's texts
 * @param sender the sender address of the mail, if one is configured
 * @param seconds the seconds until the user may request another mail; empty if they cannot request
 *     one
 * @param error the error to show, if any
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

  /**
   * The path of the page on which the user can request another mail, also to another address; empty
   * if they cannot.
   */
  public Optional<String> begin() {
    return seconds.map(
        _ -> asked.url(texts.startsWith("recovery") ? ForgotRoutes.FORGOT : SignUpRoutes.SIGN_UP));
  }

  /** Returns a text without the token. */
  @Override
  public String toString() {
    return "MailedCodeView[]";
  }
}
