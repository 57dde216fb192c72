package dev.restauth.browser;

import dev.restauth.page.Message;
import java.util.Optional;

/**
 * The page on which a user who must have a second factor, and has none, proves that they may enrol one.
 *
 * @param asked the log-in
 * @param error the text about what is wrong, if anything
 * @param token the hidden token of the form
 * @param attempt the sealed challenge, and the request of the mail
 * @param mailed whether a code was mailed
 * @param mail whether a code can be mailed; if not, only the operator can give one
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
