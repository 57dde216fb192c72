package dev.restauth.page;

import dev.restauth.http.PageContent;
import java.util.Optional;

/**
 * The values of a page that {@link Pages} renders: a public record of any package. Its template, in
 * {@code server/src/main/jte}, is the content below the heading; {@code page/layout.jte} is
 * everything around it. The template begins with two {@code @param} lines. The first has the
 * record's class and the name {@code page}, the second {@link Texts} and the name {@code text}. The
 * build fails if a template uses a member that the record does not have. Every text may come from
 * strangers: the template escapes it for its position in the page.
 */
public interface View extends PageContent {
  /**
   * The path of the template below {@code server/src/main/jte}, such as {@code page/message.jte}.
   */
  String template();

  /**
   * The title, without a full stop. It is also the heading. The default is the text whose name is
   * derived from the template, such as {@code page.message.title}.
   */
  default Message title() {
    String template = template();
    return Message.of(
        template.substring(0, template.lastIndexOf('.')).replace('/', '.') + ".title");
  }

  /** The id of the page's main element. The default is the name of the template. */
  default String id() {
    String template = template();
    return template.substring(template.lastIndexOf('/') + 1, template.lastIndexOf('.'));
  }

  /**
   * The path and the query with which a browser requests this page again, including the path of the
   * public URL. The form for other languages uses them. If empty, the page has no such form.
   */
  default Optional<String> address() {
    return Optional.empty();
  }

  /**
   * Returns whether the page contains more than a form, such as a list, and therefore needs more
   * width.
   */
  default boolean wide() {
    return false;
  }

  /** The path, on this server, of an optional script. The page also works without it. */
  default Optional<String> script() {
    return Optional.empty();
  }

  /**
   * The type of the optional script. Browsers that do not support modules run only {@code
   * text/javascript}.
   */
  default String scriptType() {
    return "module";
  }
}
