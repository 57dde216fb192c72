package dev.restauth.accountpage;

import dev.restauth.page.Message;
import dev.restauth.page.View;
import java.util.Optional;

/**
 * The page of the e-mail address of an account.
 *
 * @param action the path of the forms, and of the page
 * @param account the path of the page of the account
 * @param confirmed the confirmed address
 * @param pending the address that waits for its code
 * @param tokens the hidden tokens of the forms; empty if this server sends no mails
 * @param notice the sentence about what was just done
 * @param error the text about what is wrong, if anything
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
  /** The hidden tokens of the forms. */
  public record Tokens(String change, String confirm, String drop) {
    /** Leaves out the tokens. */
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
    return "own-email"; // a field has the id of the template
  }

  @Override
  public Optional<String> address() {
    return Optional.of(action);
  }

  /** Leaves out the addresses. */
  @Override
  public String toString() {
    return "EmailView[]";
  }
}
