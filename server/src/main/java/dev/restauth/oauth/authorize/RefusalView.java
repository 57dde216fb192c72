package dev.restauth.oauth.authorize;

import dev.restauth.page.View;

/**
 * The page for a request whose answer can go nowhere.
 *
 * @param title the fixed sentence
 * @param text what is wrong, and what to do
 */
public record RefusalView(String title, String text) implements View {
  @Override
  public String template() {
    return "authorize/refusal.jte";
  }

  @Override
  public String id() {
    return "error";
  }
}
