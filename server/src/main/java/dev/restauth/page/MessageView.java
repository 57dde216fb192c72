package dev.restauth.page;

import java.util.Optional;

/**
 * A page that only shows a message.
 *
 * @param title the title, without a full stop
 * @param text one or two sentences
 * @param link the link with which the user continues
 */
public record MessageView(Message title, Message text, Optional<Link> link) implements View {
  /**
   * A link.
   *
   * @param address the URL. The template never links to a script URL. The caller must make sure
   *     that the URL leads to a trusted site
   * @param text the text of the link
   */
  public record Link(String address, Message text) {}

  /**
   * Returns a page whose texts are {@code NAME.title} and {@code NAME.text}.
   *
   * @param name the area, a dot, and the common prefix of the text names
   */
  public static MessageView of(String name, Optional<Link> link) {
    return new MessageView(Message.of(name + ".title"), Message.of(name + ".text"), link);
  }

  @Override
  public String template() {
    return "page/message.jte";
  }
}
