package dev.restauth.browser;

import dev.restauth.page.Message;
import java.util.Optional;

/**
 * The page on which a user proves that they may enrol a required second factor.
 *
 * @param asked the log-in
 * @param error the error to show, if any
 * @param token the form token
 * @param attempt the encrypted text that contains the challenge and, after a mail, the request id
 * @param mailed whether a code was mailed
 * @param mail whether a code can be mailed; if not, only the operator can provide a code
 */
public record EnrolView(
    LoginPages.Asked asked,
    Message error,
    String token,
    String attempt,
    boolean mailed,
    boolean mail)
    implements LoginPages.Step {
  @Override
  public String template() {
    return "browser/enrol.jte";
  }

  @Override
  public Message title() {
    return Message.of("account.enrol.title");
  }

  @Override
  public String action() {
    return asked.call().pathOf(EnrolPageRoutes.PATH);
  }

  @Override
  public Optional<String> address() {
    return Optional.of(asked.url(EnrolPageRoutes.PATH, attempt));
  }

  /** Returns a text without the token and the challenge. */
  @Override
  public String toString() {
    return "EnrolView[]";
  }
}
