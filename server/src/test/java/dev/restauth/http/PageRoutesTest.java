package dev.restauth.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.restauth.TestServer;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.listener.QuietLogs;
import dev.restauth.trial.FormCalls;
import dev.restauth.trial.FormDeclaration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Common behavior of all pages. */
@ExtendWith(QuietLogs.class)
class PageRoutesTest {
  private static final String POLICY =
      "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' data:; "
          + "base-uri 'none'; frame-ancestors 'none'";

  private static final FormCalls seen = new FormCalls();

  @RegisterExtension
  private static final TestServer server =
      new TestServer(Map.of("cors-origins", "https://app.example"))
          .with(new FormDeclaration(seen))
          .withAccount("alice", "opensesame");

  private static final HttpCalls calls = server.calls();

  private static void assertPage(Reply reply, int status) {
    assertThat(reply.status()).isEqualTo(status);
    assertThat(reply.header("content-type")).hasValue("text/html; charset=utf-8");
    assertThat(reply.body()).startsWith("<!doctype html>").contains("<html lang=\"en\">");
    assertFields(reply, POLICY + "; form-action 'self'");
  }

  private static void assertFields(Reply reply, String policy) {
    assertThat(reply.header("content-security-policy")).hasValue(policy);
    assertThat(reply.header("x-frame-options")).hasValue("DENY");
    assertThat(reply.header("referrer-policy")).hasValue("same-origin");
    assertThat(reply.header("cache-control")).hasValue("no-store");
    assertThat(reply.header("x-content-type-options")).hasValue("nosniff");
  }

  private static void assertError(Reply reply, int status, String sentence) {
    assertPage(reply, status);
    assertThat(reply.body()).contains("<main id=\"error\">", "<p>" + sentence + "</p>");
    assertThat(reply.header("www-authenticate")).isEmpty();
  }

  @Test
  void aPageHasTheFieldsThatProtectIt() {
    assertPage(calls.get("/trial/message"), 200);
    Reply flow = calls.get("/trial/flow");
    assertThat(flow.status()).isEqualTo(200);
    assertFields(flow, POLICY);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "400|This request cannot be read.",
        "404|There is no page at this address.",
        "409|This request was refused.",
        "401|This request was refused.",
        "429|There were too many attempts. Wait a while, then try again.",
        "503|The server is busy. Try again in a few seconds."
      })
  void aProblemIsAPage(int status, String sentence) {
    Reply reply = calls.get("/trial/problem/" + status);
    assertError(reply, status, sentence);
    assertThat(reply.body()).doesNotContain("nothing");
    if (status == 429) {
      assertThat(reply.header("retry-after")).hasValue("7");
    }
  }

  @Test
  void aRefusalBeforeThePageIsAPage() {
    Reply method = calls.call("DELETE", "/trial/form", Optional.empty());
    assertError(method, 405, "This page cannot be used in this way.");
    assertThat(method.header("allow")).hasValue("GET, HEAD, POST, OPTIONS");
    assertFields(
        calls.call("OPTIONS", "/trial/form", Optional.empty()), POLICY + "; form-action 'self'");
    assertError(calls.post("/trial/form", "{}"), 400, "This request cannot be read.");
    assertError(calls.form("/trial/form", "a=%zz"), 400, "This request cannot be read.");
    assertError(
        calls.get("/trial/message?" + "a&".repeat(101)), 400, "This request cannot be read.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Sec-Fetch-Site: cross-site",
        "Sec-Fetch-Site: same-site",
        "Sec-Fetch-Site: unknown",
        "Sec-Fetch-Site: none\r\nSec-Fetch-Site: cross-site",
        "Sec-Fetch-Site: cross-site\r\nOrigin: http://127.0.0.1:PORT",
        "Origin: null",
        "Origin: https://evil.example",
        "Origin: https://app.example",
        "Origin: http://127.0.0.1:1",
        "Origin: http://127.0.0.1:PORT.evil.example",
        "Origin: http://127.0.0.1:PORT\r\nOrigin: https://evil.example",
        "Origin: "
      })
  void refusesAFormOfAnotherSite(String field) {
    Reply browser = calls.get("/trial/form");
    String cookie = cookieOf(browser);
    Reply reply = calls.form("/trial/form", "form_token=" + tokenOf(browser), cookie, here(field));
    assertError(reply, 403, "This form is too old, or was not sent by a page of this server.");
    assertThat(seen.take("sent")).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Accept: */*",
        "Sec-Fetch-Site: same-origin",
        "Sec-Fetch-Site: none",
        "Sec-Fetch-Site: same-origin\r\nOrigin: null",
        "Origin: http://127.0.0.1:PORT"
      })
  void takesAFormOfItsOwn(String field) {
    Reply browser = calls.get("/trial/form");
    Reply reply =
        calls.form("/trial/form", "form_token=" + tokenOf(browser), cookieOf(browser), here(field));
    assertThat(reply.status()).isEqualTo(303);
    assertThat(reply.header("location")).hasValue("/trial/message");
    assertThat(reply.body()).isEmpty();
    assertFields(reply, POLICY + "; form-action 'self'");
    assertThat(seen.take("sent")).isEqualTo(1);
  }

  @Test
  void headAndLoadingInAdvanceReachNoHandler() {
    seen.take("form");
    Reply head = calls.call("HEAD", "/trial/form", Optional.empty());
    assertThat(head.status()).isEqualTo(200);
    assertFields(head, POLICY + "; form-action 'self'");
    assertThat(head.header("content-type")).hasValue("text/html; charset=utf-8");
    assertThat(head.header("content-length")).isEmpty();
    assertThat(head.body()).isEmpty();
    assertThat(head.header("set-cookie")).isEmpty();
    for (String purpose : new String[] {"prefetch", "prefetch;prerender", "Prefetch"}) {
      Reply early = calls.get("/trial/form", "Sec-Purpose: " + purpose);
      assertError(early, 503, "The server is busy. Try again in a few seconds.");
    }
    assertError(
        calls.get("/trial/form", "Purpose: prefetch"), // the field of older browsers
        503,
        "The server is busy. Try again in a few seconds.");
    assertThat(seen.take("form")).isZero();
    assertPage(calls.get("/trial/form"), 200);
    assertThat(seen.take("form")).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Bearer nonsense", "Basic YWxpY2U6d3Jvbmc=", "Basic %%%", "Other"})
  void neverLooksAtCredentials(String credentials) {
    String[] fields = {"Authorization: " + credentials, "Sec-Fetch-Site: cross-site"};
    assertPage(calls.get("/trial/message", fields), 200);
    assertPage(calls.form("/trial/message", "text=x", fields[0]), 200);
  }

  @Test
  void aTokenBelongsToABrowserAndAText() {
    Reply browser = calls.get("/trial/form");
    Reply other = calls.get("/trial/form");
    String token = tokenOf(browser);
    assertThat(token).matches("[A-Za-z0-9_-]{43}").isNotEqualTo(tokenOf(other));
    assertSent(303, "form_token=" + token, cookieOf(browser));
    assertSent(403, "form_token=" + token, cookieOf(other));
    assertSent(403, "form_token=" + token, "Accept: */*");
    assertSent(403, "form_token=" + token, "Cookie: ra-browser=x");
    assertSent(403, "form_token=" + token + "&about=other", cookieOf(browser));
    assertSent(403, "form_token=" + token.substring(1), cookieOf(browser));
    assertSent(403, "form_token=" + token + "&form_token=" + token, cookieOf(browser));
    assertSent(403, "form_token=", cookieOf(browser));
    assertSent(403, "", cookieOf(browser));
    String cookie = cookieOf(browser);
    assertSent(403, "form_token=" + token, cookie + "; " + cookie.substring("Cookie: ".length()));
  }

  private static void assertSent(int status, String form, String cookie) {
    assertThat(calls.form("/trial/form", form, cookie).status()).as(form).isEqualTo(status);
  }

  @Test
  void aBrowserKeepsItsCookie() {
    Reply first = calls.get("/trial/form");
    assertThat(first.header("set-cookie").orElseThrow())
        .matches("ra-browser=[A-Za-z0-9_-]{22}; Path=/; HttpOnly; SameSite=Lax");
    Reply second = calls.get("/trial/form", cookieOf(first));
    assertThat(second.header("set-cookie")).isEmpty();
    assertThat(tokenOf(second)).isEqualTo(tokenOf(first));
    assertThat(second.body()).isEqualTo(first.body());
    assertThat(first.body()).doesNotContain(cookieOf(first).replaceAll(".*=", ""));
  }

  @Test
  void withoutTlsCookiesHaveNoPrefix() {
    Reply reply = calls.get("/trial/cookie", "Cookie: colour=blue; __Host-colour=green");
    assertThat(reply.body()).contains("<p><bdi>blue</bdi></p>");
    assertThat(reply.all("set-cookie"))
        .containsExactly(
            "colour=red; Path=/; HttpOnly; SameSite=Lax; Max-Age=60",
            "old=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0");
  }

  @Test
  void theQueryIsAForm() {
    assertThat(calls.get("/trial/query?resource=a&resource=b&x=1").body())
        .contains("<p><bdi>[a, b] false</bdi></p>");
    assertThat(calls.get("/trial/query?resource=a&x=1&x=1").body())
        .contains("<p><bdi>[a] true</bdi></p>");
    assertThat(calls.get("/trial/query").body()).contains("<p><bdi>[] false</bdi></p>");
  }

  @Test
  void onlyGetAndPostArePages() {
    RouteTable table = new RouteTable();
    assertThatThrownBy(() -> table.page(Method.DELETE, "/", _ -> Answer.empty()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theStylesheetIsCachedByItsDigest() {
    String page = calls.get("/trial/message").body();
    String url = between(page, "<link rel=\"stylesheet\" href=\"", "\"");
    assertThat(url).matches("/pages\\.css\\?v=[0-9a-f]{16}");
    Reply sheet = calls.get(url);
    assertThat(sheet.status()).isEqualTo(200);
    assertThat(sheet.header("content-type")).hasValue("text/css; charset=utf-8");
    assertThat(sheet.header("cache-control")).hasValue("max-age=31536000, immutable");
    assertThat(sheet.header("x-content-type-options")).hasValue("nosniff");
    for (String other : new String[] {"/pages.css", "/pages.css?v=0", url + "&v=0"}) {
      assertThat(calls.get(other).header("cache-control")).hasValue("max-age=60");
      assertThat(calls.get(other).body()).isEqualTo(sheet.body());
    }
  }

  private static String here(String field) {
    return field.replace("PORT", Integer.toString(server.port()));
  }

  private static String cookieOf(Reply page) {
    return "Cookie: " + page.header("set-cookie").orElse("ra-browser=none").split(";", 2)[0];
  }

  private static String tokenOf(Reply page) {
    return between(page.body(), "<title>", " – ");
  }

  private static String between(String text, String start, String end) {
    int from = text.indexOf(start) + start.length();
    return text.substring(from, text.indexOf(end, from));
  }
}
