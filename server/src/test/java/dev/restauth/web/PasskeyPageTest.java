package dev.restauth.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.TestServer;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.language.Language;
import dev.restauth.page.PageWeight;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

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
  void pageRunsScriptsOfThisServerOnlyAndIsNotStored() {
    Reply page = get("/passkeys");

    assertThat(page.header("content-type")).hasValue("text/html; charset=utf-8");
    assertThat(page.header("content-security-policy"))
        .isEqualTo(get("/login").header("content-security-policy"))
        .hasValueSatisfying(policy -> assertThat(policy).contains("script-src 'self';"));
    assertThat(page.header("cache-control")).hasValue("no-store");
    assertThat(page.header("referrer-policy")).hasValue("same-origin");
    assertThat(page.body())
        .startsWith("<!doctype html>")
        .contains("<html lang=\"en\">", "<noscript>", ">Sign in</button>")
        .contains("<script src=\"/passkeys/page.js\" type=\"module\" defer></script>")
        .doesNotContain("style=\"", "onclick", "Log in", "https://");
  }

  /** The passkeys page has the stylesheet and the language menu of the other pages. */
  @ParameterizedTest
  @EnumSource(Language.class)
  void pageIsInEveryLanguageAndLight(Language language) {
    Reply page = get("/passkeys?lang=" + language.text());
    assertThat(page.body())
        .contains("<html lang=\"" + language.text() + "\">")
        .contains("href=\"/pages.css?v=", "<form id=\"languages\"");
    assertThat(PageWeight.of(SERVER.calls(), page)).isLessThan(PageWeight.AT_MOST);
  }

  @Test
  void pageHasEverySentenceOfItsScript() {
    String script = get("/passkeys/page.js").body();
    String page = get("/passkeys").body();
    assertThat(matches("sentence\\('([a-z-]+)'", script).map(found -> found.group(1)).distinct())
        .hasSizeGreaterThan(15)
        .allSatisfy(name -> assertThat(page).contains("data-" + name + "=\""));
  }

  /** Screen readers and password managers need the names and purposes. */
  @Test
  void everyFieldHasANameAndAPurpose() {
    String page = get("/passkeys").body();
    Set<String> labelled =
        matches("<label [^>]*for=\"([a-z-]+)\"", page)
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
              "innerHTML",
              "insertAdjacentHTML",
              "outerHTML",
              "document.write",
              "eval(",
              "localStorage",
              "sessionStorage",
              "cookie",
              "https://");
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
}
