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
 * @param reset whether no code can be mailed because the password was recently reset by mail
 */
public record EnrolView(
    LoginPages.Asked asked,
    Message error,
    String token,
    String attempt,
    boolean mailed,
    boolean mail,
    boolean reset)
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

  /** Returns the sentence that says where the code comes from. */
  public Message source() {
    if (mailed) {
      return Message.of("account.enrol.mailed");
    }
    if (mail) {
      return Message.of("account.enrol.mail-first");
    }
    return Message.of(reset ? "account.enrol.reset" : "account.enrol.operator");
  }

  /** Returns a text without the token and the challenge. */
  @Override
  public String toString() {
    return "EnrolView[]";
  }
}
