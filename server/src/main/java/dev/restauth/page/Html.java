package dev.restauth.page;

import dev.restauth.blocking.Blocking;
import dev.restauth.http.Answer;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.Utf8ByteOutput;

/**
 * Renders pages by the templates in {@code server/src/main/jte}, which the build compiles. The only class that uses the library
 * for templates; it is loaded for the first page. Thread-safe.
 */
public final class Html {
  /** The package of the compiled templates, as the build names it. */
  private static final TemplateEngine ENGINE =
      TemplateEngine.createPrecompiled(null, ContentType.Html, Html.class.getClassLoader());

  private Html() {}

  /** Returns the answer with a page, for a handler of {@link dev.restauth.http.RouteTable#page}. */
  public static Answer answer(int status, View page) {
    return Answer.html(status, render(page));
  }

  /** Renders a page, in UTF-8. A thread that may wait must do it, because the first rendering loads classes. */
  public static byte[] render(View page) {
    Blocking.begin();
    Utf8ByteOutput output = new Utf8ByteOutput();
    ENGINE.render(page.template(), page, output);
    return output.toByteArray();
  }
}
