package dev.restauth.page;

import java.util.Optional;

/**
 * A page that only says something.
 *
 * @param title the title, without a full stop
 * @param text one or two sentences
 * @param link a link on which the user goes on
 */
public record MessageView(Message title, Message text, Optional<Link> link) implements View {
  /**
   * A link.
   *
   * @param address the URL. The template makes no link of a script, but the caller has to know the site: an unchecked address
   *     can be anybody's
   * @param text the text of the link
   */
  public record Link(String address, Message text) {}

  /**
   * Returns a page whose texts are {@code NAME.title} and {@code NAME.text}.
   *
   * @param name the area, a dot, and the beginning of the names of the texts
   */
  public static MessageView of(String name, Optional<Link> link) {
    return new MessageView(Message.of(name + ".title"), Message.of(name + ".text"), link);
  }

  @Override
  public String template() {
    return "page/message.jte";
  }
}
