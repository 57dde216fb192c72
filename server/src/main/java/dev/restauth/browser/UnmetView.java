package dev.restauth.browser;

import dev.restauth.page.View;

/**
 * The page for a user whose log-in is not as strong as the application wants.
 *
 * @param clientName the application
 * @param request the sealed request
 * @param token the hidden token of the form
 * @param passkey whether only a passkey is strong enough
 */
public record UnmetView(String clientName, String request, String token, boolean passkey)
    implements View {
  @Override
  public String template() {
    return "browser/unmet.jte";
  }

  /** Without the token. */
  @Override
  public String toString() {
    return "UnmetView[]";
  }
}
