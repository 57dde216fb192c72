package dev.restauth.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.TestServer;
import dev.restauth.http.HttpCalls.Reply;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The front page for browsers and for curl. */
class FrontPageTest {
  /** The Accept header of browsers. */
  private static final String BROWSER =
      "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

  @RegisterExtension private final TestServer server = new TestServer();

  private Reply get(String path, String... headers) {
    return server.calls().get(path, headers);
  }

  @Test
  void pageForBrowsersLoadsNothingAndRunsOnlyItsOwnScript() {
    Reply page = get("/", BROWSER);

    assertThat(page.status()).isEqualTo(200);
    assertThat(page.header("content-type")).hasValue("text/html; charset=utf-8");
    assertThat(page.header("content-security-policy"))
        .hasValue(
            "default-src 'none'; style-src 'sha256-%s'; script-src 'sha256-%s'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
                .formatted(
                    sha256(between(page.body(), "<style>", "</style>")),
                    sha256(between(page.body(), "<script>", "</script>"))));
    assertThat(page.header("x-content-type-options")).hasValue("nosniff");
    assertThat(page.body())
        .startsWith("<!doctype html>")
        .contains("<html lang=\"en\">", "name=\"viewport\"", "prefers-color-scheme: dark")
        .contains("href=\"openapi.json\"", "<a href=\"login\">Sign in</a>")
        .containsOnlyOnce("<script")
        .doesNotContain("<link", "<img", "src=", "style=", "onclick", "@import", "url(", "https://")
        .doesNotContainPattern("@[A-Z_]+@");
  }

  /** Every element of the page works without the script and the style. */
  @Test
  void hasNoButtonsWithoutTheScript() {
    assertThat(get("/", BROWSER).body().replaceAll("(?s)<(script|style)>.*?</\\1>", ""))
        .doesNotContain("<button");
  }

  @Test
  void unknownPathGetsAPageInBrowsersAndAProblemInPrograms() {
    for (String path : new String[] {"/nothing", "/api/users/david", "/api/resource/"}) {
      Reply page = get(path, BROWSER, "Host: accounts.example:81");
      assertThat(page.status()).as(path).isEqualTo(404);
      assertThat(page.header("content-type")).hasValue("text/html; charset=utf-8");
      assertThat(page.header("content-security-policy"))
          .hasValueSatisfying(policy -> assertThat(policy).doesNotContain("script"));
      assertThat(page.header("cache-control")).hasValue("no-store");
      assertThat(page.header("x-content-type-options")).hasValue("nosniff");
      assertThat(page.body())
          .contains("Page not found", "href=\"http://accounts.example:81/\"")
          .doesNotContain("<script", "src=", "david")
          .doesNotContainPattern("@[A-Z_]+@");

      Reply problem = get(path, "Accept: */*");
      assertThat(problem.status()).isEqualTo(404);
      assertThat(problem.header("content-type")).hasValue("application/problem+json");
    }
    Reply head = server.calls().call("HEAD", "/nothing", Optional.empty(), BROWSER);
    assertThat(head.status()).isEqualTo(404);
    assertThat(head.body()).isEmpty();
  }

  @Test
  void otherClientsGetText() {
    for (String accept : new String[] {"Accept: */*", "Accept: text/plain", "X-None: x"}) {
      Reply text = get("/", accept);
      assertThat(text.header("content-type")).hasValue("text/plain; charset=utf-8");
      assertThat(text.body()).startsWith("REST-auth").contains("/openapi.json");
      assertThat(text.body().lines()).allMatch(line -> line.length() <= 80);
    }
  }

  /**
   * The page for beginners omits the calls of administrators and of organizations, because there
   * are too many.
   */
  @Test
  void bothFormsListEveryCallOfUsersAndServices() {
    String page = get("/", BROWSER).body();
    String text = get("/").body();
    DeclaredRoutes.methodsByPath()
        .forEach(
            (path, methods) ->
                methods.stream()
                    .filter(method -> !method.equals("HEAD") && !method.equals("OPTIONS"))
                    .filter(_ -> path.startsWith("/api/") && !isElsewhere(path))
                    .forEach(
                        method -> {
                          assertThat(page).contains("<code>" + method + " " + path + "</code>");
                          assertThat(text).contains(method + " " + path);
                        }));
  }

  private static boolean isElsewhere(String path) {
    boolean administrative =
        // Services read the events, so the page lists that call.
        path.startsWith("/api/admin/") && !path.equals("/api/admin/events");
    return administrative || path.startsWith("/api/organizations");
  }

  @Test
  void bothFormsLinkToTheOtherCalls() {
    for (String page : List.of("docs/admin.md", "docs/organizations.md")) {
      assertThat(get("/", BROWSER).body()).contains("<code>" + page + "</code>");
      assertThat(get("/").body()).contains(page);
      assertThat(Path.of("..", page)).isRegularFile();
    }
  }

  @Test
  void bothFormsShowTheSameCommands() {
    String page =
        get("/", BROWSER)
            .body()
            .replaceAll("(?s)<(script|style)>.*?</\\1>|<[^>]*>", " ")
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
  void isNotCachedIfItContainsTheHostOfTheRequest() {
    assertThat(get("/openapi.json").header("cache-control")).hasValue("max-age=300");
    assertThat(get("/").header("cache-control")).hasValue("no-store");
    for (String path : new String[] {"/", "/openapi.json"}) {
      Reply head = server.calls().call("HEAD", path, Optional.empty());
      assertThat(head.header("content-length")).isEqualTo(get(path).header("content-length"));
    }
    assertThat(get("/").header("vary")).hasValue("Accept");
    assertThat(get("/", BROWSER).header("vary")).hasValue("Accept");
  }

  @Test
  void containsTheAddressOfTheRequest() {
    String own = "SERVER=http://127.0.0.1:" + server.port();
    assertThat(get("/").body()).contains("  " + own + "\n");
    assertThat(get("/", "Host: Accounts.example:81").body())
        .contains("  SERVER=http://Accounts.example:81\n");
    assertThat(get("/", BROWSER).body()).contains(">" + own + "</pre>");
  }

  @Test
  void servesTheOpenApiDocument() {
    Reply document = get("/openapi.json");
    assertThat(document.header("content-type")).hasValue("application/json");
    assertThat(document.json()).isEqualTo(OpenApi.read().root());
  }

  @Test
  void repeatsNothingOfTheRequestExceptTheAddress() {
    Reply page = get("/?x=%3Cscript%3E", BROWSER, "X-Forwarded-Host: evil.x", "Referer: http://y/");
    assertThat(page.status()).isEqualTo(200);
    assertThat(page.body()).isEqualTo(get("/", BROWSER).body());

    for (String host : new String[] {"<b>", "a'b", "a b", "$(id)", "x\"y"}) {
      assertThat(get("/", BROWSER, "Host: " + host).body()).doesNotContain(host, "$(id)");
    }
  }

  private static String between(String text, String begin, String end) {
    int from = text.indexOf(begin) + begin.length();
    return text.substring(from, text.indexOf(end, from));
  }

  private static String sha256(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
