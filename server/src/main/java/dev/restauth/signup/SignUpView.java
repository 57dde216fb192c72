package dev.restauth.signup;

import dev.restauth.browser.LoginPages;
import dev.restauth.page.Message;
import java.util.Optional;

/** A page of signing up, or of a mail: its form has a frame, its texts a common beginning. */
public interface SignUpView extends LoginPages.Step {
  /** The frame of the form. */
  FormFrame form();

  /** The path and query of the page. */
  String url();

  /** The beginning of the names of its texts. */
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
