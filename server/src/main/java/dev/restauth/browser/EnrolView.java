package dev.restauth.browser;

import dev.restauth.page.Message;
import java.util.Optional;

/**
 * The page on which a user proves that they may enrol a second factor, if they must have one and have none.
 *
 * @param asked the log-in
 * @param error the error message, if there is an error
 * @param token the hidden token of the form
 * @param attempt the encrypted challenge, and the request of the mail
 * @param mailed whether the server has mailed a code
 * @param mail whether the server can mail a code; if not, only the operator can create a code
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

  /** Leaves out the token and the challenge. */
  @Override
  public String toString() {
    return "EnrolView[]";
  }
}
