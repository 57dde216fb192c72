package dev.restauth.browser;

/**
 * The page for a user whose log-in is weaker than the application requires.
 *
 * @param asked the log-in
 * @param token the form token
 * @param passkey whether only a passkey is strong enough
 */
public record UnmetView(LoginPages.Asked asked, String token, boolean passkey)
    implements LoginPages.Step {
  /** The path of the page on which the user logs in again. */
  public String again() {
    return asked.url(LoginPages.LOGIN);
  }

  @Override
  public String template() {
    return "browser/unmet.jte";
  }

  /** Returns a text without the token. */
  @Override
  public String toString() {
    return "UnmetView[]";
  }
}
