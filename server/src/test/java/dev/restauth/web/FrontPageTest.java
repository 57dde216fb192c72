package dev.restauth.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.TestServer;
import dev.restauth.http.HttpCalls.Reply;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the server says about itself, to browsers and to curl. */
class FrontPageTest {
  /** As browsers send it. */
  private static final String BROWSER =
      "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

  @RegisterExtension private final TestServer server = new TestServer();

  private Reply get(String path, String... headers) {
    return server.calls().get(path, headers);
  }

  @Test
  void givesBrowsersAPageThatLoadsNothingAndRunsNothing() {
    Reply page = get("/", BROWSER);

    assertThat(page.status()).isEqualTo(200);
    assertThat(page.header("content-type")).hasValue("text/html; charset=utf-8");
    assertThat(page.header("content-security-policy"))
        .hasValueSatisfying(
            policy ->
                assertThat(policy)
                    .startsWith("default-src 'none'; style-src 'unsafe-inline';")
                    .contains("frame-ancestors 'none'"));
    assertThat(page.header("x-content-type-options")).hasValue("nosniff");
    assertThat(page.body())
        .startsWith("<!doctype html>")
        .contains("<html lang=\"en\">", "name=\"viewport\"", "prefers-color-scheme: dark")
        .contains("href=\"openapi.json\"")
        .doesNotContain("<script", "<link", "<img", "src=", "@import", "url(", "https://");
  }

  @Test
  void givesEverybodyElseText() {
    for (String accept : new String[] {"Accept: */*", "Accept: text/plain", "X-None: x"}) {
      Reply text = get("/", accept);
      assertThat(text.header("content-type")).hasValue("text/plain; charset=utf-8");
      assertThat(text.body()).startsWith("REST-auth").contains("/openapi.json");
      assertThat(text.body().lines()).allMatch(line -> line.length() <= 80);
    }
  }

  @Test
  void namesEveryCallInBothForms() {
    String page = get("/", BROWSER).body();
    String text = get("/").body();
    DeclaredRoutes.methodsByPath()
        .forEach(
            (path, methods) ->
                methods.stream()
                    .filter(method -> !method.equals("HEAD") && !method.equals("OPTIONS"))
                    .filter(method -> path.startsWith("/api/"))
                    .forEach(
                        method -> {
                          assertThat(page).contains("<code>" + method + " " + path + "</code>");
                          assertThat(text).contains(method + " " + path);
                        }));
  }

  @Test
  void showsTheSameCommandsInBothForms() {
    String page =
        get("/", BROWSER)
            .body()
            .replaceAll("(?s)<style>.*?</style>|<[^>]*>", " ")
            .replace('…', '.')
            .replaceAll("\\s+", " ");
    assertThat(
            get("/").body().replace("\\\n", "").lines().filter(line -> line.startsWith("  curl")))
        .hasSizeGreaterThan(6)
        .allSatisfy(
            command ->
                assertThat(page.replace("\\ ", ""))
                    .contains(command.strip().replaceAll("\\s+", " ")));
  }

  @Test
  void mayBeKeptForAWhileByFormAndNeverMixesThem() {
    for (String path : new String[] {"/", "/openapi.json"}) {
      assertThat(get(path).header("cache-control")).hasValue("max-age=300");
      Reply head = server.calls().call("HEAD", path, Optional.empty());
      assertThat(head.header("content-length")).isEqualTo(get(path).header("content-length"));
    }
    assertThat(get("/").header("vary")).hasValue("Accept");
    assertThat(get("/", BROWSER).header("vary")).hasValue("Accept");
  }

  @Test
  void servesTheDocumentAsItIs() {
    Reply document = get("/openapi.json");
    assertThat(document.header("content-type")).hasValue("application/json");
    assertThat(document.json()).isEqualTo(OpenApi.read().root());
  }

  @Test
  void repeatsNothingThatTheClientSent() {
    Reply page = get("/?x=%3Cscript%3E", BROWSER, "Host: evil.example", "X-Forwarded-Host: evil.x");
    assertThat(page.status()).isEqualTo(200);
    assertThat(page.body()).isEqualTo(get("/", BROWSER).body());
  }
}
