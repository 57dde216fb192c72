package dev.restauth.signup;

import dev.restauth.browser.LoginPages;
import dev.restauth.page.Message;

/**
 * The page that asks for an address, or for a user name or an address, to which a code is mailed.
 *
 * @param asked the log-in for which it is, with or without an application
 * @param form the frame of the form
 * @param url the path and query of the page
 * @param texts the beginning of the names of its texts
 * @param typed what the user has typed before
 * @param isAddress whether only an address will do
 * @param error what is wrong, if anything
 */
public record AskView(
    LoginPages.Asked asked,
    FormFrame form,
    String url,
    String texts,
    String typed,
    boolean isAddress,
    Message error)
    implements SignUpView {
  @Override
  public String template() {
    return "signup/ask.jte";
  }

  @Override
  public String id() {
    return "ask";
  }

  /** Leaves out the token. */
  @Override
  public String toString() {
    return "AskView[]";
  }
}
