package dev.restauth.accountpage;

import dev.restauth.page.Message;
import dev.restauth.page.View;
import java.util.Optional;

/**
 * The page for changing or setting the password.
 *
 * @param action the path of the form and of the page itself
 * @param account the path of the account's main page
 * @param token the form token
 * @param username the user name, for password managers
 * @param adding whether the account has no password, so that the user sets one
 * @param proofs the log-ins of which the user must first complete one; empty if the user has
 *     already done so
 * @param error the error to show, if any
 */
public record PasswordView(
    String action,
    String account,
    String token,
    String username,
    boolean adding,
    Optional<Proofs> proofs,
    Message error)
    implements View {
  /**
   * The log-ins after which the user may set a password.
   *
   * @param passkey the URL of the log-in with a passkey
   * @param recoveryCode the URL of the log-in with a recovery code
   */
  public record Proofs(String passkey, String recoveryCode) {}

  /** Returns the page for a user who must first log in, with a passkey or a recovery code. */
  PasswordView before(String passkey, String recoveryCode) {
    return new PasswordView(
        action,
        account,
        token,
        username,
        adding,
        Optional.of(new Proofs(passkey, recoveryCode)),
        error);
  }

  @Override
  public Message title() {
    return Message.of(adding ? "account.password.add-title" : "account.password.title");
  }

  @Override
  public String template() {
    return "account/password.jte";
  }

  @Override
  public Optional<String> address() {
    return Optional.of(action);
  }

  /** Returns a text without the token. */
  @Override
  public String toString() {
    return "PasswordView[]";
  }
}
