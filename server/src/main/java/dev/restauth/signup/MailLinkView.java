package dev.restauth.signup;

import dev.restauth.browser.LoginPages;
import dev.restauth.page.Message;
import java.util.List;

/**
 * A page to which a mail links, with a field for its code or link, and one button or more.
 *
 * @param asked the log-in for which it is, with or without an application
 * @param form the frame of the form
 * @param url the path and query of the page
 * @param texts the beginning of the names of its texts
 * @param field whether it has the field; otherwise it needs no code
 * @param buttons the buttons; the first is the one that the mail is about
 * @param user says who is logged in, if that matters
 * @param error what is wrong, if anything
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
   * @param value its id, and the decision that it sends
   */
  public record Button(String value, Message label) {}

  /** Leaves out the token. */
  @Override
  public String toString() {
    return "MailLinkView[]";
  }
}
