package dev.restauth.signup;

import dev.restauth.browser.LoginPages;
import dev.restauth.page.Message;
import java.util.Optional;

/**
 * The page that asks for the name and the password of a new account.
 *
 * @param asked the log-in for which it is, with or without an application
 * @param form the frame of the form
 * @param url the path and query of the page
 * @param texts the beginning of the names of its texts
 * @param username the user name that was typed before
 * @param email the address that was typed before, if the page asks for one
 * @param about says which address the account will have, if one is confirmed
 * @param joining the user who can accept the invitation instead, if one is logged in
 * @param creating whether an account can be made
 * @param login the path at which a user with an account signs in to accept the invitation
 * @param errors what is wrong, if anything
 */
public record NewAccountView(
    LoginPages.Asked asked,
    FormFrame form,
    String url,
    String texts,
    String username,
    Optional<String> email,
    Message about,
    Optional<String> joining,
    boolean creating,
    Optional<String> login,
    Errors errors)
    implements SignUpView {
  @Override
  public String template() {
    return "signup/account.jte";
  }

  @Override
  public String id() {
    return "new-account";
  }

  /**
   * The texts about what is wrong.
   *
   * @param form what is not about one field
   */
  public record Errors(Message form, Message username, Message password, Message email) {
    static final Errors NONE = of(Message.NONE);

    static Errors of(Message form) {
      return new Errors(form, Message.NONE, Message.NONE, Message.NONE);
    }

    static Errors username(Message error) {
      return new Errors(Message.NONE, error, Message.NONE, Message.NONE);
    }

    static Errors password(Message error) {
      return new Errors(Message.NONE, Message.NONE, error, Message.NONE);
    }

    static Errors email(Message error) {
      return new Errors(Message.NONE, Message.NONE, Message.NONE, error);
    }
  }

  /** Leaves out the token. */
  @Override
  public String toString() {
    return "NewAccountView[]";
  }
}
