package dev.restauth.page;

import gg.jte.Content;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import gg.jte.output.Utf8ByteOutput;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/** The templates in {@code server/src/main/jte}, which the build compiles. Thread-safe. */
final class Templates {
  private final TemplateEngine engine =
      TemplateEngine.createPrecompiled(null, ContentType.Html, Templates.class.getClassLoader());

  /**
   * Renders a page in its frame, in UTF-8. An operator's template takes precedence over the
   * program's template.
   */
  byte[] render(View view, Frame frame, Texts text, Overrides overrides) {
    Content content =
        Optional.ofNullable(overrides.pages().get(view.template()))
            .<Content>map(
                own -> {
                  String html = OperatorTemplate.render(own, view, frame, text);
                  return output -> output.writeContent(html);
                })
            .orElseGet(
                () ->
                    output ->
                        engine.render(view.template(), Map.of("page", view, "text", text), output));
    if (overrides.layout().isPresent()) {
      StringOutput html = new StringOutput();
      content.writeTo(html);
      return OperatorTemplate.render(overrides.layout().get(), frame, text, html.toString())
          .getBytes(StandardCharsets.UTF_8);
    }
    Utf8ByteOutput output = new Utf8ByteOutput();
    engine.render(
        "page/layout.jte", Map.of("frame", frame, "text", text, "content", content), output);
    return output.toByteArray();
  }
}
