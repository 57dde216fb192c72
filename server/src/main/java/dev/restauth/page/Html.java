package dev.restauth.page;

import dev.restauth.blocking.Blocking;
import dev.restauth.http.Answer;
import dev.restauth.http.Call;
import gg.jte.Content;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.Utf8ByteOutput;
import java.util.Map;

/**
 * Renders pages by the templates in {@code server/src/main/jte}, which the build compiles. The only class that uses the library
 * for templates; it is loaded for the first page. Thread-safe.
 */
public final class Html {
  private static final TemplateEngine ENGINE =
      TemplateEngine.createPrecompiled(null, ContentType.Html, Html.class.getClassLoader());

  private Html() {}

  /** Returns the answer with a page, for a handler of {@link dev.restauth.http.RouteTable#page}. */
  public static Answer answer(Call call, int status, View page) {
    return Answer.html(status, render(call, page));
  }

  /**
   * Renders a page, in UTF-8. A thread that may wait must do it, because the first rendering loads classes.
   *
   * @param call the call that the page answers, which knows the path of this server
   */
  public static byte[] render(Call call, View page) {
    Blocking.begin();
    Content content = output -> ENGINE.render(page.template(), page, output);
    Utf8ByteOutput output = new Utf8ByteOutput();
    ENGINE.render(
        "page/layout.jte",
        Map.of(
            "id",
            page.id(),
            "title",
            page.title(),
            "stylesheet",
            call.pathOf(Stylesheet.current().url()),
            "script",
            page.script().map(call::pathOf).orElse(""),
            "scriptType",
            page.scriptType(),
            "content",
            content),
        output);
    return output.toByteArray();
  }
}
