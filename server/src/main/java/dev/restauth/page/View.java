package dev.restauth.page;

import dev.restauth.http.PageContent;
import java.util.Optional;

/**
 * The values of a page that {@link Pages} renders: a public record of any package. Its template, in {@code server/src/main/jte},
 * begins with {@code @param}, the record's class and the name {@code page}, and a second one, {@link Texts} {@code text}; it
 * is the content below the heading; the rest is {@code page/layout.jte}. The build fails if a template uses a member that the
 * record does not have. Every text may come from strangers: the template escapes it for the place where it stands.
 */
public interface View extends PageContent {
  /** The path of the template below {@code server/src/main/jte}, such as {@code page/message.jte}. */
  String template();

  /**
   * The title, which is also the heading, without a full stop. By default it is the text with the name of the template:
   * {@code page.message.title}.
   */
  default Message title() {
    String template = template();
    return Message.of(
        template.substring(0, template.lastIndexOf('.')).replace('/', '.') + ".title");
  }

  /** The id of the page's main element; by default the name of the template. */
  default String id() {
    String template = template();
    return template.substring(template.lastIndexOf('/') + 1, template.lastIndexOf('.'));
  }

  /**
   * The path and query by which a browser gets this page again, with the path of the public URL: for the form for other
   * languages. If it is empty, the page has no such form.
   */
  default Optional<String> address() {
    return Optional.empty();
  }

  /** Returns whether the page has more than a form, such as a list, and so needs more room. */
  default boolean wide() {
    return false;
  }

  /** The path at this server of a script without which the page works as well. */
  default Optional<String> script() {
    return Optional.empty();
  }

  /** The type of that script. Browsers without modules run only {@code text/javascript}. */
  default String scriptType() {
    return "module";
  }
}
