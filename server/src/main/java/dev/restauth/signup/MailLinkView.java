package dev.restauth.signup;

import dev.restauth.browser.LoginPages;
import dev.restauth.page.Message;
import java.util.List;

/**
 * A page to which a mail links, with a field for the mail's code or link, and one or more buttons.
 *
 * @param asked the log-in to which the page belongs: to an application, or only to this server
 * @param url the path and the query of the page
 * @param texts the common prefix of the names of the page's texts
 * @param field whether the page has the field, because a code is needed
 * @param buttons the buttons; the first one performs the action that the mail describes
 * @param user a text that says which user is logged in, if that matters
 * @param error the error to show, if any
 */
public record MailLinkView(
    LoginPages.Asked asked,
    FormFrame form,
    String url,
    String texts,
    boolean field,
    List<Button> buttons,
    Message user,
    Message error)
    implements SignUpView {
  @Override
  public String template() {
    return "signup/link.jte";
  }

  @Override
  public String id() {
    return "mail-link";
  }

  /**
   * A button.
   *
   * @param value the button's id, which is also the value that the form sends
   */
  public record Button(String value, Message label) {}

  /** Returns a text without the token. */
  @Override
  public String toString() {
    return "MailLinkView[]";
  }
}
