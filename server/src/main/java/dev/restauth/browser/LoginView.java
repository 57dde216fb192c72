package dev.restauth.browser;

import dev.restauth.page.View;
import java.util.Optional;

/**
 * The page for name and password.
 *
 * @param action the path of the form
 * @param clientName the application that the user logs in for
 * @param username the name to fill in
 * @param error a sentence; empty if nothing is wrong
 * @param token the hidden token of the form
 * @param request the sealed request
 * @param passkeys whether users can log in with passkeys
 */
public record LoginView(
    String action,
    Optional<String> clientName,
    String username,
    String error,
    String token,
    Optional<String> request,
    boolean passkeys)
    implements View {
  @Override
  public String template() {
    return "browser/login.jte";
  }

  @Override
  public String title() {
    return "Sign in";
  }

  @Override
  public Optional<String> script() {
    return passkeys ? Optional.of(PasskeyPageRoutes.SCRIPT) : Optional.empty();
  }

  /** Without the token. */
  @Override
  public String toString() {
    return "LoginView[]";
  }
}
