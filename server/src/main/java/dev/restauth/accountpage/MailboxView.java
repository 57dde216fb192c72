package dev.restauth.accountpage;

import dev.restauth.page.Message;
import dev.restauth.page.View;
import java.util.Optional;

/**
 * The page for the code from the mailbox that the first second factor of an account takes.
 *
 * @param action the path of the forms
 * @param url the path and query of the page
 * @param factors the path of the page of second factors
 * @param mail the form that has a code mailed
 * @param mailed the form that takes the code that was mailed; empty before that
 * @param error the text about what is wrong, if anything
 */
public record MailboxView(
    String action, String url, String factors, Thing mail, Optional<Thing> mailed, Message error)
    implements View {
  /**
   * A form.
   *
   * @param text what it is about
   * @param token its hidden token
   */
  public record Thing(String text, String token) {
    /** Without both. */
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

  /** Without the tokens. */
  @Override
  public String toString() {
    return "MailboxView[]";
  }
}
