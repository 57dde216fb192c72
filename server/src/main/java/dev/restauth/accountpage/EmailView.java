package dev.restauth.accountpage;

import dev.restauth.page.Message;
import dev.restauth.page.View;
import java.util.Optional;

/**
 * The page for an account's e-mail address.
 *
 * @param action the path of the forms and of the page itself
 * @param account the path of the account's main page
 * @param confirmed the confirmed address
 * @param pending the pending address, which is not confirmed yet
 * @param tokens the form tokens; empty if this server cannot send mails
 * @param notice the notice to show, if any
 * @param error the error to show, if any
 */
public record EmailView(
    String action,
    String account,
    Optional<String> confirmed,
    Optional<String> pending,
    Optional<Tokens> tokens,
    Message notice,
    Message error)
    implements View {
  /** The form tokens. */
  public record Tokens(String change, String confirm, String drop) {
    /** Returns a text without the tokens. */
    @Override
    public String toString() {
      return "Tokens[]";
    }
  }

  @Override
  public String template() {
    return "account/email.jte";
  }

  @Override
  public String id() {
    return "own-email"; // a field already has the default id
  }

  @Override
  public Optional<String> address() {
    return Optional.of(action);
  }

  /** Returns a text without the addresses. */
  @Override
  public String toString() {
    return "EmailView[]";
  }
}
