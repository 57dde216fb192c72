package dev.restauth.signup;

import dev.restauth.browser.LoginPages;
import dev.restauth.page.Message;
import java.util.Optional;

/**
 * A page for signing up, or a page to which a mail links. All of these pages have a form with a
 * {@link FormFrame}, and texts whose names have a common prefix.
 */
public interface SignUpView extends LoginPages.Step {
  /** The parts that the form has in common with other forms. */
  FormFrame form();

  /** The path and the query of the page. */
  String url();

  /** The common prefix of the names of the page's texts. */
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
