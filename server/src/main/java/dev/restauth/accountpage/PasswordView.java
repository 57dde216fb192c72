package dev.restauth.accountpage;

import dev.restauth.page.Message;
import dev.restauth.page.View;
import java.util.Optional;

/**
 * The page to change the password, or to set one.
 *
 * @param action the path of the form, and of the page
 * @param account the path of the page of the account
 * @param token the hidden token of the form
 * @param username the user name, for password managers
 * @param adding whether the account has no password
 * @param proofs what the user proves before; empty if they have
 * @param error the text about what is wrong, if anything
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
   * @param passkey the address of the one with a passkey
   * @param recoveryCode the address of the one with a recovery code
   */
  public record Proofs(String passkey, String recoveryCode) {}

  /** Returns the page for a user who has to prove something before. */
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

  /** Leaves out the token. */
  @Override
  public String toString() {
    return "PasswordView[]";
  }
}
