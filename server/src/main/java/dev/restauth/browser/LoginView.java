package dev.restauth.browser;

import dev.restauth.page.Message;
import java.util.Optional;

/**
 * The page for name and password.
 *
 * @param asked the log-in
 * @param username the name to fill in
 * @param error the text about what is wrong, if anything
 * @param token the hidden token of the form
 * @param passkeys whether users can log in with passkeys
 */
public record LoginView(
    LoginPages.Asked asked, String username, Message error, String token, boolean passkeys)
    implements LoginPages.Step {
  @Override
  public String template() {
    return "browser/login.jte";
  }

  @Override
  public Optional<String> address() {
    return Optional.of(asked.url(LoginPages.LOGIN));
  }

  @Override
  public Optional<String> script() {
    return passkeys ? Optional.of(LoginScriptRoutes.SCRIPT) : Optional.empty();
  }

  /** Without the token. */
  @Override
  public String toString() {
    return "LoginView[]";
  }
}
