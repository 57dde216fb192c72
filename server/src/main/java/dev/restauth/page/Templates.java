package dev.restauth.page;

import gg.jte.Content;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.Utf8ByteOutput;
import java.util.Map;

/** The templates in {@code server/src/main/jte}, which the build compiles. Thread-safe. */
final class Templates {
  private final TemplateEngine engine =
      TemplateEngine.createPrecompiled(null, ContentType.Html, Templates.class.getClassLoader());

  /** Renders a page in its frame, in UTF-8. */
  byte[] render(View view, Frame frame, Texts text) {
    Content content =
        output -> engine.render(view.template(), Map.of("page", view, "text", text), output);
    Utf8ByteOutput output = new Utf8ByteOutput();
    engine.render(
        "page/layout.jte", Map.of("frame", frame, "text", text, "content", content), output);
    return output.toByteArray();
  }
}
