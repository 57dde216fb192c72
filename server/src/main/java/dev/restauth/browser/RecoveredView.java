package dev.restauth.browser;

import dev.restauth.page.Message;
import java.util.Optional;

/**
 * The page after a log-in with a recovery code.
 *
 * @param asked the log-in
 * @param left the number of remaining codes
 * @param next the URL at which the browser continues
 */
public record RecoveredView(LoginPages.Asked asked, long left, String next)
    implements LoginPages.Step {
  private static final String FACTORS = "/account/factors";

  /** Returns the text about the remaining codes. */
  public Message text() {
    return left == 0
        ? Message.of("browser.recovered.none")
        : Message.of("browser.recovered.left", Long.toString(left));
  }

  /** The path of the page on which the user can create new codes. */
  public String renewal() {
    return asked.call().pathOf(FACTORS);
  }

  @Override
  public String template() {
    return "browser/recovered.jte";
  }

  @Override
  public Optional<String> address() {
    return Optional.of(asked.url(LoginPages.RECOVERED));
  }
}
