package dev.restauth.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.TestServer;
import dev.restauth.operator.Reply;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Comparison of docs/quickstart-oidc.md with the applications that {@code restauth client create
 * --example} prints.
 */
class OidcQuickstartDocumentTest {
  private static final Document PAGE = Document.of("docs/quickstart-oidc.md");

  @RegisterExtension
  private final TestServer server = new TestServer(Map.of("public-url", "http://127.0.0.1:5000"));

  @Test
  void startsTheServer() {
    assertThat(PAGE.text().lines())
        .contains("./restauth serve")
        .doesNotContain("./restauth"); // this command would only print the help
  }

  @ParameterizedTest
  @CsvSource({
    "flask-app, flask, python",
    "express-app, express, js",
    "spring-app, spring, java",
    "page, browser, html"
  })
  void showsWhatTheCommandPrints(String id, String kind, String language) {
    assertThat(PAGE.text())
        .contains("`./restauth client create " + id + " --example " + kind + "`");
    Reply.Done reply =
        (Reply.Done)
            server.operate("client.create", Map.of("id", id, "metadata", "{}", "example", kind));
    assertThat(PAGE.matches("(?s)^```" + language + "\n(.*?)^```$").map(block -> block.group(1)))
        .containsExactly(String.valueOf(reply.facts().values().get("example")));
  }
}
