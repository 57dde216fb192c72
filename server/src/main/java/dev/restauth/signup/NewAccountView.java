package dev.restauth.signup;

import dev.restauth.browser.LoginPages;
import dev.restauth.page.Message;
import java.util.Optional;

/**
 * The page that asks for the name and the password of a new account.
 *
 * @param asked the log-in to which the page belongs: to an application, or only to this server
 * @param url the path and the query of the page
 * @param texts the common prefix of the names of the page's texts
 * @param username the user name that the user typed earlier
 * @param email the address that the user typed earlier, if the page asks for one
 * @param about a text that names the confirmed address of the new account, if it will have one
 * @param joining the logged-in user, if any, who can accept the invitation instead of creating an
 *     account
 * @param creating whether an account can be created
 * @param login the path of the log-in page, for people who accept the invitation with an existing
 *     account
 * @param errors the errors to show, if any
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
   * The error messages of the form.
   *
   * @param form the error that concerns no single field
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

  /** Returns a text without the token. */
  @Override
  public String toString() {
    return "NewAccountView[]";
  }
}
