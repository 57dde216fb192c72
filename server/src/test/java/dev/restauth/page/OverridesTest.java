package dev.restauth.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.TestServer;
import dev.restauth.browser.TestBrowser;
import dev.restauth.http.HttpCalls.Reply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The operator's templates, styles and texts. */
class OverridesTest {
  @TempDir private static Path folder;

  @RegisterExtension
  private final TestServer server =
      new TestServer(
              Map.of(
                  "page-templates",
                  "templates",
                  "page-name",
                  "Example & <Co>",
                  "page-support",
                  "help@example.com"))
          .prepared(OverridesTest::prepare)
          .withAccount("susan", "python");

  private static void prepare(Path data) throws IOException {
    folder = data.resolve("templates");
    write("browser-login.mustache", example("browser-login.mustache"));
    write("messages/browser.de.properties", "sign-in=Einloggen\n");
    write("style.css", "main { border-radius: 0; }\n");
  }

  private static void write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  /** Returns the example of a file in docs/sign-in-pages.md. */
  private static String example(String name) throws IOException {
    var found =
        Pattern.compile("`" + Pattern.quote(name) + "`:?\\n\\n```html\\n(.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(Path.of("../docs/sign-in-pages.md")));
    assertThat(found.find()).as(name).isTrue();
    return found.group(1);
  }

  @Test
  void aTemplateReplacesAPageAndStillLogsIn() {
    TestBrowser browser = new TestBrowser(server.calls());
    Reply page = browser.get("/login");
    assertThat(page.body())
        .contains(
            "<title>Sign in – Example &amp; &lt;Co&gt;</title>",
            "<p>Use your staff account.</p>",
            "<label for=\"username\">User name</label>",
            "<a href=\"mailto:help@example.com\">Help</a>")
        .doesNotContain("REST-auth", "<div class=\"field\">");
    Reply wrong = browser.submit(page, Map.of("username", "<b>\"", "password", "wrong"));
    assertThat(wrong.status()).isEqualTo(422);
    assertThat(wrong.body())
        .contains("User name or password is wrong", "value=\"&lt;b&gt;&quot;\"")
        .doesNotContain("<b>");
    assertThat(browser.submit(page, Map.of("username", "susan", "password", "python")).status())
        .isEqualTo(303);
    assertThat(browser.get("/account?lang=de").body()).contains(">Abmelden</button>");
  }

  @Test
  void textsAndStylesAreReplaced() {
    assertThat(server.calls().get("/login?lang=de").body()).contains(">Einloggen</button>");
    assertThat(server.calls().get("/pages.css").body()).endsWith("main { border-radius: 0; }\n");
  }

  @Test
  void aLayoutIsTheFrameOfAllPages() throws IOException {
    write("layout.mustache", example("layout.mustache"));
    server.restart();
    String page = server.calls().get("/login?lang=fr").body().replace("&#x3D;", "=");
    assertThat(page)
        .contains(
            "<html lang=\"fr\">",
            "<title>Connexion – Example &amp; &lt;Co&gt;</title>",
            "<p>Use your staff account.</p>",
            "<a href=\"/login?lang=de\" hreflang=\"de\">Deutsch</a>")
        .containsPattern("<link rel=\"stylesheet\" href=\"/pages\\.css\\?v=[0-9a-f]{16}\">");
    assertThat(server.calls().get("/logout").body()).contains("Example &amp; &lt;Co&gt;");
  }

  @Test
  void aReloadReadsTheFilesAgainUnlessOneHasAMistake() throws IOException {
    write("browser-login.mustache", "<p>new</p>");
    assertThat(reload()).contains("pages are made with the files in");
    assertThat(server.calls().get("/login").body()).contains("<p>new</p>");
    write("browser-login.mustache", "{{nothing}}");
    assertThat(reload()).contains("browser-login.mustache, line 1: there is no value nothing");
    assertThat(server.calls().get("/login").body()).contains("<p>new</p>");
  }

  private String reload() {
    return switch (server.operate("reload", Map.of())) {
      case dev.restauth.operator.Reply.Done done -> String.join("\n", done.notes());
      case dev.restauth.operator.Reply other ->
          ((dev.restauth.operator.Reply.Failed) other).message();
    };
  }
}
