package dev.restauth.browser;

import dev.restauth.page.View;
import java.util.Optional;

/**
 * The page for the second factor.
 *
 * @param action the path of the form
 * @param clientName the application that the user logs in for
 * @param error a sentence; empty if nothing is wrong
 * @param token the hidden token of the form
 * @param request the sealed request
 * @param attempt the sealed challenge
 * @param codes whether a code completes the log-in
 * @param passkeys whether a passkey does
 */
public record FactorView(
    String action,
    Optional<String> clientName,
    String error,
    String token,
    Optional<String> request,
    String attempt,
    boolean codes,
    boolean passkeys)
    implements View {
  @Override
  public String template() {
    return "browser/factor.jte";
  }

  @Override
  public String title() {
    return codes ? "Enter your code" : "Use your passkey";
  }

  @Override
  public Optional<String> script() {
    return passkeys ? Optional.of(PasskeyPageRoutes.SCRIPT) : Optional.empty();
  }

  /** Without the token and the challenge. */
  @Override
  public String toString() {
    return "FactorView[]";
  }
}
