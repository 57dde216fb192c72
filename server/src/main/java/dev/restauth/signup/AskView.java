package dev.restauth.signup;

import dev.restauth.browser.LoginPages;
import dev.restauth.page.Message;

/**
 * The page on which a user requests a code by mail. The page accepts either only an address, or
 * also a user name.
 *
 * @param asked the log-in to which the page belongs: to an application, or only to this server
 * @param url the path and the query of the page
 * @param texts the common prefix of the names of the page's texts
 * @param typed the text that the user typed earlier
 * @param isAddress whether the page accepts only an address, and no user name
 * @param error the error to show, if any
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

  /** Returns a text without the token. */
  @Override
  public String toString() {
    return "AskView[]";
  }
}
