package dev.restauth.browser;

import dev.restauth.page.View;
import java.util.Optional;

/**
 * The page for a user who is logged in, and came from no application.
 *
 * @param login the path of this page
 * @param action the path of the form
 * @param username the user name
 * @param token the hidden token of the form to log out
 */
public record SignedInView(String login, String action, String username, String token)
    implements View {
  @Override
  public String template() {
    return "browser/signed-in.jte";
  }

  @Override
  public Optional<String> address() {
    return Optional.of(login);
  }

  /** Without the token. */
  @Override
  public String toString() {
    return "SignedInView[]";
  }
}
