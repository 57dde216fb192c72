package dev.restauth.signup;

import dev.restauth.browser.LoginPages;
import dev.restauth.page.Message;
import java.util.Optional;

/**
 * A page for signing up, or a page to which a mail links. All of these pages have a form with the
 * same frame, and texts with a common name prefix.
 */
public interface SignUpView extends LoginPages.Step {
  /** The frame of the form. */
  FormFrame form();

  /** The path and the query of the page. */
  String url();

  /** The common prefix of the text names. */
  String texts();

  @Override
  default String action() {
    return form().action();
  }

  @Override
  default Message title() {
    return Message.of(texts() + ".title");
  }

  @Override
  default Optional<String> address() {
    return Optional.of(url());
  }

  @Override
  default Optional<String> script() {
    return Optional.of(SignUpScriptRoutes.PATH);
  }
}
