package dev.restauth.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.TestServer;
import dev.restauth.http.HttpCalls.Reply;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The passkeys page and its scripts, as files. PasskeyBrowserTest uses them in a browser. */
class PasskeyPageTest {
  @RegisterExtension private static final TestServer SERVER = new TestServer();

  private static Reply get(String path) {
    Reply reply = SERVER.calls().get(path);
    assertThat(reply.status()).as(path).isEqualTo(200);
    assertThat(reply.header("x-content-type-options")).as(path).hasValue("nosniff");
    return reply;
  }

  @Test
  void pageRunsScriptsOfThisServerOnlyAndIsNotStored() throws NoSuchAlgorithmException {
    Reply page = get("/passkeys");

    assertThat(page.header("content-type")).hasValue("text/html; charset=utf-8");
    String style = page.body().replaceFirst("(?s).*<style>(.*)</style>.*", "$1");
    assertThat(page.header("content-security-policy"))
        .hasValue(
            "default-src 'none'; style-src 'sha256-%s'; script-src 'self'; connect-src 'self'; require-trusted-types-for 'script'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
                .formatted(sha256(style)));
    assertThat(page.header("cache-control")).hasValue("no-store");
    assertThat(page.header("referrer-policy")).hasValue("same-origin");
    assertThat(page.body())
        .startsWith("<!doctype html>")
        .contains(
            "<html lang=\"en\">", "name=\"viewport\"", "prefers-color-scheme: dark", "<noscript>")
        .containsOnlyOnce("<script")
        .contains("<script type=\"module\" src=\"passkeys/page.js\"></script>")
        .doesNotContain("<link", "<img", "style=\"", "onclick", "@import", "url(", "https://")
        .doesNotContainPattern("@[a-zA-Z_]+@");
  }

  /** Screen readers and password managers need the names and purposes. */
  @Test
  void everyFieldHasANameAndAPurpose() {
    String page = get("/passkeys").body();
    Set<String> labelled =
        matches("<label for=\"([a-z-]+)\"", page)
            .map(found -> found.group(1))
            .collect(Collectors.toSet());
    List<String> fields =
        matches("<input [^>]*?id=\"([a-z-]+)\"[^>]*>", page)
            .filter(found -> !found.group().contains(" hidden")) // the field for password managers
            .map(found -> found.group(1))
            .toList();
    assertThat(labelled).hasSizeGreaterThan(3).containsExactlyInAnyOrderElementsOf(fields);
    assertThat(matches("<input [^>]*>", page).map(MatchResult::group))
        .allMatch(field -> field.contains("autocomplete="));
    assertThat(page)
        .contains("autocomplete=\"username webauthn\"", "autocomplete=\"one-time-code\"");
  }

  @Test
  void scriptsAreModulesThatStoreNothingAndInsertNoHtml() {
    for (String path : List.of("/passkeys/page.js", "/passkeys/passkeys.js")) {
      Reply script = get(path);
      assertThat(script.header("content-type")).hasValue("text/javascript; charset=utf-8");
      assertThat(script.header("cache-control")).hasValue("max-age=300");
      assertThat(script.body())
          .doesNotContain(
              "innerHTML", "eval(", "localStorage", "sessionStorage", "cookie", "https://");
    }
    assertThat(
            matches("(?:from|import) ?\\(?'([^']*)'", get("/passkeys/page.js").body())
                .map(found -> found.group(1)))
        .containsExactly("./passkeys.js");
  }

  @Test
  void theModuleIsThatOfThePackage() throws IOException {
    assertThat(get("/passkeys/passkeys.js").body())
        .isEqualTo(Files.readString(Path.of("..", "client-js", "passkeys.js")));
  }

  @Test
  void passwordManagersFindThePage() {
    Reply endpoints = get("/.well-known/passkey-endpoints");
    String page = "http://127.0.0.1:" + SERVER.port() + "/account/factors";
    assertThat(endpoints.header("content-type")).hasValue("application/json");
    assertThat(endpoints.json().get("enroll").asText()).isEqualTo(page);
    assertThat(endpoints.json().get("manage").asText()).isEqualTo(page);
  }

  private static Stream<MatchResult> matches(String pattern, String text) {
    return Pattern.compile(pattern).matcher(text).results();
  }

  private static String sha256(String text) throws NoSuchAlgorithmException {
    return Base64.getEncoder()
        .encodeToString(
            MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
  }
}
