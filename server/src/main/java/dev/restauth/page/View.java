package dev.restauth.page;

import java.util.Optional;

/**
 * The values of a page that {@link Html} renders: a public record of any package. Its template, in {@code server/src/main/jte},
 * begins with {@code @param}, the record's class and the name {@code page}, and is the content below the heading; the rest is
 * {@code page/layout.jte}. The build fails if a template uses a member that the record does not have. Every text may come from
 * strangers: the template escapes it for the place where it stands.
 */
public interface View {
  /** The path of the template below {@code server/src/main/jte}, such as {@code page/message.jte}. */
  String template();

  /** The title, which is also the heading; without a full stop. */
  String title();

  /** The id of the page's main element; without another one, the name of the template. */
  default String id() {
    String template = template();
    return template.substring(template.lastIndexOf('/') + 1, template.lastIndexOf('.'));
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
