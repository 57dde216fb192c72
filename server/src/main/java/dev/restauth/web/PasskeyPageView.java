package dev.restauth.web;

import dev.restauth.page.View;
import java.util.Optional;

/**
 * The page on which users log in with passkeys and manage them. The page is the same for all users;
 * its script calls the API.
 *
 * @param url the path of the page
 */
public record PasskeyPageView(String url) implements View {
  static final String SCRIPT = "/passkeys/page.js";

  @Override
  public String template() {
    return "passkeys/page.jte";
  }

  @Override
  public String id() {
    return "passkeys";
  }

  @Override
  public Optional<String> address() {
    return Optional.of(url);
  }

  @Override
  public Optional<String> script() {
    return Optional.of(SCRIPT);
  }
}
