package dev.restauth.browser;

import dev.restauth.page.Message;
import java.util.Optional;

/**
 * The page for the second factor.
 *
 * @param asked the log-in
 * @param error the text about what is wrong, if anything
 * @param token the hidden token of the form
 * @param attempt the sealed challenge
 * @param codes whether a code completes the log-in
 * @param passkeys whether a passkey does
 */
public record FactorView(
    LoginPages.Asked asked,
    Message error,
    String token,
    String attempt,
    boolean codes,
    boolean passkeys)
    implements LoginPages.Step {
  @Override
  public String template() {
    return "browser/factor.jte";
  }

  @Override
  public Message title() {
    return Message.of(codes ? "browser.factor.title" : "browser.factor.title-passkey");
  }

  @Override
  public String action() {
    return asked.call().pathOf(LoginPages.FACTOR);
  }

  @Override
  public Optional<String> address() {
    return Optional.of(LoginPages.factorUrl(asked, attempt));
  }

  @Override
  public Optional<String> script() {
    return passkeys ? Optional.of(LoginScriptRoutes.SCRIPT) : Optional.empty();
  }

  /** Without the token and the challenge. */
  @Override
  public String toString() {
    return "FactorView[]";
  }
}
