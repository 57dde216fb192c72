package dev.restauth.page;

import java.util.Optional;

/**
 * A page that only says something.
 *
 * @param title the title, without a full stop
 * @param text one or two sentences
 * @param link a link on which the user goes on
 */
public record MessageView(String title, String text, Optional<Link> link) implements View {
  /**
   * A link.
   *
   * @param address the URL. The template makes no link of a script, but the caller has to know the site: an unchecked address
   *     can be anybody's
   * @param text the text of the link
   */
  public record Link(String address, String text) {}

  @Override
  public String template() {
    return "page/message.jte";
  }
}
