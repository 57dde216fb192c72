package dev.restauth.oauth.authorize;

import dev.restauth.page.Message;
import dev.restauth.page.View;

/**
 * The page for a request whose answer cannot be sent to any client.
 *
 * @param title the title, which is a fixed sentence
 * @param text the error and the remedy
 */
public record RefusalView(Message title, Message text) implements View {
  /**
   * Returns the page whose texts are {@code authorize.NAME.title} and {@code authorize.NAME.text}.
   */
  static RefusalView of(String name) {
    return new RefusalView(
        Message.of("authorize." + name + ".title"), Message.of("authorize." + name + ".text"));
  }

  @Override
  public String template() {
    return "authorize/refusal.jte";
  }

  @Override
  public String id() {
    return "error";
  }
}
