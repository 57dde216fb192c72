package dev.restauth.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.TestServer;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.trial.FormCalls;
import dev.restauth.trial.FormDeclaration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Cookies and paths of servers that browsers reach through a proxy, over HTTPS. */
class SecureCookiesTest {
  @RegisterExtension
  private static final TestServer configured =
      new TestServer(
              Map.of("public-url", "https://accounts.example/auth", "trusted-proxies", "127.0.0.1"))
          .with(new FormDeclaration(new FormCalls()));

  @RegisterExtension
  private static final TestServer proxied =
      new TestServer(Map.of("trusted-proxies", "127.0.0.1"))
          .with(new FormDeclaration(new FormCalls()));

  private static final String BOTH = "Cookie: colour=blue; __Host-colour=green";
  private static final String SET =
      "__Host-colour=red; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=60";

  @Test
  void thePublicUrlSaysSo() {
    Reply reply = configured.calls().get("/trial/cookie", BOTH);
    assertThat(reply.body()).contains("<p><bdi>green</bdi></p>", "href=\"/auth/pages.css?v=");
    assertThat(reply.all("set-cookie")).contains(SET);
    Reply form = configured.calls().get("/trial/form");
    assertThat(form.header("set-cookie").orElseThrow())
        .matches("__Host-ra-browser=[A-Za-z0-9_-]{22}; Path=/; HttpOnly; SameSite=Lax; Secure");
  }

  @Test
  void aLocationHasThePathOfThePublicUrl() {
    HttpCalls calls = configured.calls();
    Reply form = calls.get("/trial/form");
    String token = form.body().split("<title>| – ", -1)[1];
    String cookie = "Cookie: " + form.header("set-cookie").orElseThrow().split(";", 2)[0];
    Reply sent =
        calls.form(
            "/trial/form", "form_token=" + token, cookie, "Origin: https://accounts.example");
    assertThat(sent.status()).isEqualTo(303);
    assertThat(sent.header("location")).hasValue("/auth/trial/message");
  }

  @Test
  void aTrustedProxySaysSo() {
    HttpCalls calls = proxied.calls();
    Reply https = calls.get("/trial/cookie", BOTH, "X-Forwarded-Proto: https");
    assertThat(https.body()).contains("<p><bdi>green</bdi></p>");
    assertThat(https.all("set-cookie")).contains(SET);
    Reply http = calls.get("/trial/cookie", BOTH);
    assertThat(http.body()).contains("<p><bdi>blue</bdi></p>");
    assertThat(http.all("set-cookie")).doesNotContain(SET);
  }
}
