package dev.restauth.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.restauth.TestServer;
import dev.restauth.http.HttpCalls;
import dev.restauth.language.Language;
import dev.restauth.trial.FormCalls;
import dev.restauth.trial.FormDeclaration;
import gg.jte.Content;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Escaping of strangers' texts, so that they cannot add markup to a page, and rules for all
 * templates.
 */
class TemplatesTest {
  private static final Path SOURCES = Path.of("src/main/jte");

  @RegisterExtension
  private static final TestServer server =
      new TestServer().with(new FormDeclaration(new FormCalls()));

  private static String message(String parameter, String value) {
    HttpCalls.Reply reply =
        server
            .calls()
            .get(
                "/trial/message?%s=%s"
                    .formatted(parameter, URLEncoder.encode(value, StandardCharsets.UTF_8)));
    assertThat(reply.status()).isEqualTo(200);
    return reply.body();
  }

  private static String rendered(String template, Map<String, Object> values) {
    StringOutput output = new StringOutput();
    TemplateEngine.createPrecompiled(ContentType.Html).render(template, values, output);
    return output.toString();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<script>alert(1)</script>",
        "</p></main><form action=//evil.example>",
        "<img src=x onerror=alert(1)>",
        "<!--",
        "</title><script>",
        "${7*7}"
      })
  void anElementHasNoOtherElements(String hostile) {
    String escaped = hostile.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    assertThat(message("text", hostile)).contains("<p><bdi>" + escaped + "</bdi></p>");
    assertThat(message("title", hostile))
        .contains("<title>" + escaped + " – REST-auth</title>", "<h1>" + escaped + "</h1>");
    if (!hostile.equals(escaped)) {
      assertThat(message("text", hostile)).doesNotContain(hostile);
      assertThat(message("title", hostile)).doesNotContain(hostile);
    }
  }

  /**
   * The page does not break a short word at its hyphen. A long word could be wider than the screen,
   * so the page may break it.
   */
  @ParameterizedTest
  @CsvSource({
    "Your e-mail address,Your <span class=\"word\">e-mail</span> address",
    "Pas d’e-mail ?,Pas d’<span class=\"word\">e-mail</span> ?",
    "E-Mail-Adresse,<span class=\"word\">E-Mail-Adresse</span>",
    "Authenticator-App,Authenticator-App",
    "a - b -c d- 1-2,a - b -c d- 1-2",
    "a-b <i-j>,<span class=\"word\">a-b</span> &lt;<span class=\"word\">i-j</span>&gt;"
  })
  void shortWordOfATitleIsNotBrokenAtItsHyphen(String title, String html) {
    assertThat(message("title", title)).contains("<h1>" + html + "</h1>");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\" onfocus=\"alert(1)", "\"><script>", "' x='", "<b>"})
  void anAttributeCannotBeClosedByItsValue(String hostile) {
    String field = rendered("page/field.jte", Map.of("name", "n", "label", "l", "value", hostile));
    String value = hostile.replace("\"", "&#34;").replace("'", "&#39;").replace("<", "&lt;");
    assertThat(field).contains("value=\"" + value + "\" autocomplete=");
    assertThat(message("link", "/" + hostile))
        .contains("href=\"/" + value + "\"><bdi>on</bdi></a>");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        " javascript:alert(1)",
        "java\tscript:alert(1)",
        "\u0001javascript:alert(1)",
        "data:text/html,<script>alert(1)</script>"
      })
  void aLinkRunsNoScript(String hostile) {
    assertThat(message("link", hostile)).doesNotContain("href=\"" + hostile).contains("href=\"\"");
  }

  @Test
  void aLinkLeadsToItsAddress() {
    assertThat(message("link", "https://app.example/?a=1&b=2"))
        .contains("href=\"https://app.example/?a=1&amp;b=2\"><bdi>on</bdi></a>");
    assertThat(message("link", "")).doesNotContain("<a ");
  }

  @Test
  void aFormHasItsTokenAndContent() {
    Content content = output -> output.writeContent("<button>Go</button>");
    assertThat(
            rendered(
                "page/form.jte", Map.of("action", "/a?b=\"", "token", "t", "content", content)))
        .contains(
            "<form method=\"post\" action=\"/a?b=&#34;\">",
            "<input type=\"hidden\" name=\"form_token\" value=\"t\">",
            "<button>Go</button>");
  }

  @Test
  void aFieldIsDescribedByItsError() {
    Map<String, Object> values = new HashMap<>(Map.of("name", "code", "label", "Code"));
    String plain = rendered("page/field.jte", values);
    assertThat(plain)
        .contains(
            "<label for=\"code\">Code</label>", "<input id=\"code\" name=\"code\"", " required")
        .doesNotContain("aria-", "autofocus", "class=\"error\"");
    values.put("error", "Too <old>.");
    values.put("focused", true);
    assertThat(rendered("page/field.jte", values))
        .contains(
            "aria-describedby=\"code-error\"",
            "aria-invalid=\"true\"",
            " autofocus",
            "<p class=\"error\" id=\"code-error\">Too &lt;old&gt;.</p>");
  }

  @Test
  void noTemplateSwitchesEscapingOffOrHasItsOwnScriptsAndStyles() throws IOException {
    List<Path> templates;
    try (Stream<Path> all = Files.walk(SOURCES)) {
      templates = all.filter(path -> path.toString().endsWith(".jte")).toList();
    }
    assertThat(templates).hasSizeGreaterThan(3);
    for (Path template : templates) {
      assertThat(Files.readString(template))
          .as("%s", template)
          .doesNotContain("$unsafe", "<style", " style=", "<script>")
          .doesNotContainPattern("\\son[a-z]+=");
    }
  }

  @Test
  void aDefectIsAPageThatDoesNotDescribeIt() {
    HttpCalls.Reply reply = server.calls().get("/trial/problem/500");
    assertThat(reply.status()).isEqualTo(500);
    assertThat(reply.body()).contains("<p>The server failed. Try again later.</p>");
    assertThat(reply.body()).doesNotContain("defect");
  }

  @Test
  void theDocumentHasTheSentencesOfAllStatuses() throws IOException {
    Matcher rows =
        Pattern.compile("(?m)^\\| (\\d{3}) \\| (.+) \\|$")
            .matcher(Files.readString(Path.of("../docs/pages.md")));
    Map<Integer, String> documented = new HashMap<>();
    while (rows.find()) {
      documented.put(Integer.parseInt(rows.group(1)), rows.group(2));
    }
    String other = sentence(418);
    for (int status = 400; status < 600; status++) {
      String sentence = sentence(status);
      assertThat(documented.getOrDefault(status, other)).as("%d", status).isEqualTo(sentence);
    }
  }

  private static String sentence(int status) {
    return Texts.all("REST-auth", Map.of())
        .apply(Language.EN)
        .text(ErrorView.of(status).sentence());
  }

  @Test
  void aMissingTemplateFails() {
    assertThatThrownBy(() -> rendered("page/none.jte", Map.of()))
        .isInstanceOf(RuntimeException.class);
  }
}
