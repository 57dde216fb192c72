package dev.restauth.accountpage;

import dev.restauth.page.Message;
import dev.restauth.page.View;
import java.util.Optional;

/**
 * The page for the code from the mailbox, which a user needs for adding a second factor to an
 * account that has none.
 *
 * @param action the path of the forms
 * @param url the path and the query of the page
 * @param factors the path of the page for second factors
 * @param mail the form for requesting the mail
 * @param mailed the form for entering the mailed code; empty before a code was mailed
 * @param error the error to show, if any
 */
public record MailboxView(
    String action, String url, String factors, Thing mail, Optional<Thing> mailed, Message error)
    implements View {
  /**
   * A form.
   *
   * @param text the kind of factor to add; in the form for entering the code, also the request id
   *     of the mail
   * @param token the form token
   */
  public record Thing(String text, String token) {
    /** Returns a text that contains neither value. */
    @Override
    public String toString() {
      return "Thing[]";
    }
  }

  @Override
  public String template() {
    return "account/mailbox.jte";
  }

  @Override
  public Optional<String> address() {
    return Optional.of(url);
  }

  /** Returns a text without the tokens. */
  @Override
  public String toString() {
    return "MailboxView[]";
  }
}
