package dev.restauth.accountpage;

import dev.restauth.page.Message;
import dev.restauth.page.View;
import java.util.Optional;

/**
 * The page to change the password.
 *
 * @param action the path of the form, and of the page
 * @param account the path of the page of the account
 * @param token the hidden token of the form
 * @param username the user name, for password managers
 * @param error the text about what is wrong, if anything
 */
public record PasswordView(
    String action, String account, String token, String username, Message error) implements View {
  @Override
  public String template() {
    return "account/password.jte";
  }

  @Override
  public Optional<String> address() {
    return Optional.of(action);
  }

  /** Leaves out the token. */
  @Override
  public String toString() {
    return "PasswordView[]";
  }
}
