package dev.restauth.browser;

import dev.restauth.page.View;

/**
 * The page for a user whose log-in is not as strong as the application wants.
 *
 * @param action the path of the form
 * @param clientName the application
 * @param again the path of the page to log in again
 * @param request the sealed request
 * @param token the hidden token of the form
 * @param passkey whether only a passkey is strong enough
 */
public record UnmetView(
    String action, String clientName, String again, String request, String token, boolean passkey)
    implements View {
  @Override
  public String template() {
    return "browser/unmet.jte";
  }

  @Override
  public String title() {
    return "A stronger log-in is needed";
  }

  /** Without the token. */
  @Override
  public String toString() {
    return "UnmetView[]";
  }
}
