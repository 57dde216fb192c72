package dev.restauth.page;

/**
 * The values of a page that {@link Html} renders: a public record of any package. Its template, in {@code server/src/main/jte},
 * begins with {@code @param}, the record's class and the name {@code page}; the build fails if it uses a member that the
 * record does not have. Every text may come from strangers: the template escapes it for the place where it stands.
 */
public interface View {
  /** The path of the template below {@code server/src/main/jte}, such as {@code page/message.jte}. */
  String template();
}
