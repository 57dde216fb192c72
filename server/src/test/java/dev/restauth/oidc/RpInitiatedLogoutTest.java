package dev.restauth.oidc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.oidc.OidcScene.Tokens;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Log-outs that clients begin. A page asks the user to confirm, and the browser then continues only
 * to a registered address of the client.
 */
class RpInitiatedLogoutTest {
  private static final String PATH = "/oauth/logout";
  private static final String BACK = "https://shop.example/bye?a=b";
  private static final Pattern FIELD =
      Pattern.compile("<input type=\"hidden\" name=\"([^\"]+)\" value=\"([^\"]*)\">");

  private final SetClock clock = new SetClock();

  @RegisterExtension
  private final TestServer server =
      new TestServer(clock, OidcScene.SETTINGS).withAccount("miguel", "python");

  private OidcScene scene;
  private Tokens tokens;
  private Tokens offline;

  @BeforeEach
  void logIn() {
    String more =
        ",'id_token_signed_response_alg':'ES256','post_logout_redirect_uris':['"
            + BACK
            + "']"
            + ",'scope':'openid offline_access'";
    scene =
        new OidcScene(server)
            .client("shop", more)
            .client("other", more.replace(BACK, "https://other.example/"))
            .browser();
    tokens = scene.tokens("shop", "openid", code -> OidcScene.inBrowser(code, false));
    offline =
        scene.tokens("shop", "openid offline_access", code -> OidcScene.inBrowser(code, true));
  }

  /** Opens a path in a browser with the session cookie and further cookies. */
  private Reply get(String query, String... cookies) {
    return scene.calls().get(PATH + query, cookies(cookies));
  }

  private static String cookies(String... more) {
    List<String> all = new ArrayList<>(List.of("__Host-restauth=" + OidcScene.COOKIE));
    all.addAll(List.of(more));
    return "Cookie: " + String.join("; ", all);
  }

  private static String setCookie(Reply reply, String name) {
    return reply.all("set-cookie").stream()
        .filter(cookie -> cookie.startsWith(name + "="))
        .map(cookie -> cookie.split(";", 2)[0])
        .findFirst()
        .orElse("");
  }

  private static String form(Reply page) {
    Matcher fields = FIELD.matcher(page.body());
    return fields
        .results()
        .map(
            field -> field.group(1) + "=" + OidcScene.encoded(field.group(2).replace("&amp;", "&")))
        .collect(Collectors.joining("&"));
  }

  /** Opens the log-out page, and sends its form. */
  private Reply logOut(String query) {
    Reply page = get(query);
    assertThat(page.status()).as(page.toString()).isEqualTo(200);
    assertThat(page.body())
        .contains("Do you want to log out?", "id=\"log-out\"", "miguel")
        .doesNotContain("<script>");
    assertThat(scene.isLoggedIn()).as("GET changes nothing").isTrue();
    return scene
        .calls()
        .form(
            PATH + "/confirm",
            form(page),
            cookies(setCookie(page, "__Host-ra-browser")),
            "Sec-Fetch-Site: same-origin");
  }

  private String hint() {
    return "?id_token_hint=" + tokens.id().orElseThrow();
  }

  @Test
  void revokesTheBrowserSessionAndItsClientsButNotOfflineAccess() {
    Reply reply = logOut("");

    assertThat(reply.status()).isEqualTo(303);
    assertThat(reply.header("location")).hasValue("/logout/done");
    assertThat(setCookie(reply, "__Host-restauth")).isEqualTo("__Host-restauth=");
    assertThat(scene.isLoggedIn()).isFalse();
    assertThat(scene.userinfo(tokens.access()).status()).isEqualTo(401);
    assertThat(scene.userinfo(offline.access()).status()).isEqualTo(200);
    assertThat(scene.calls().get("/logout/done").body()).contains("You are logged out");
  }

  @ParameterizedTest
  @CsvSource({
    "'&post_logout_redirect_uri=BACK', 'https://shop.example/bye?a=b'",
    "'&post_logout_redirect_uri=BACK&state=x%20y%26z', 'https://shop.example/bye?a=b&state=x+y%26z'",
    "'&post_logout_redirect_uri=BACK&client_id=shop', 'https://shop.example/bye?a=b'",
    "'&post_logout_redirect_uri=BACK&client_id=other', /logout/done",
    "'&post_logout_redirect_uri=BACK%26more', /logout/done",
    "'&post_logout_redirect_uri=https%3A%2F%2Fshop.example%2Fbye', /logout/done",
    "'&post_logout_redirect_uri=https%3A%2F%2Fother.example%2F', /logout/done",
    "'&post_logout_redirect_uri=https%3A%2F%2Fevil.example%2F&state=1', /logout/done",
    "'&state=1', /logout/done",
    "'', /logout/done"
  })
  void continuesOnlyToARegisteredAddress(String more, String expected) {
    Reply reply = logOut(hint() + more.replace("BACK", OidcScene.encoded(BACK)));

    assertThat(reply.header("location")).hasValue(expected);
    assertThat(scene.isLoggedIn()).isFalse();
  }

  @Test
  void expiredHintCounts() {
    clock.move(Duration.ofHours(5));

    assertThat(
            logOut(hint() + "&post_logout_redirect_uri=" + OidcScene.encoded(BACK))
                .header("location"))
        .hasValue(BACK);
  }

  @ParameterizedTest
  @CsvSource({"modified", "access", "''", "garbage"})
  void badHintNeverRedirects(String kind) {
    String token = tokens.id().orElseThrow();
    String bad =
        switch (kind) {
          case "modified" -> token.substring(0, token.length() - 6) + "AAAAAA";
          case "access" -> tokens.access();
          default -> kind;
        };
    Reply page =
        get("?id_token_hint=" + bad + "&post_logout_redirect_uri=" + OidcScene.encoded(BACK));

    assertThat(page.status()).isEqualTo(200);
    assertThat(page.body())
        .contains("This address is not registered for an application that the server recognises");
    assertThat(
            logOut("?id_token_hint=" + bad + "&post_logout_redirect_uri=" + OidcScene.encoded(BACK))
                .header("location"))
        .hasValue("/logout/done");
  }

  @Test
  void clientIdSufficesWithoutAHint() {
    assertThat(
            logOut("?client_id=shop&post_logout_redirect_uri=" + OidcScene.encoded(BACK))
                .header("location"))
        .hasValue(BACK);
  }

  @Test
  void browserThatIsNotLoggedInContinuesImmediately() {
    Reply reply =
        scene.calls().get(PATH + hint() + "&post_logout_redirect_uri=" + OidcScene.encoded(BACK));
    assertThat(reply.status()).isEqualTo(303);
    assertThat(reply.header("location")).hasValue(BACK);
    assertThat(scene.calls().get(PATH).header("location")).hasValue("/logout/done");
    assertThat(scene.isLoggedIn()).isTrue();
  }

  @Test
  void postIsRepeatedAsGet() {
    Reply reply =
        scene
            .calls()
            .form(
                PATH,
                "client_id=shop&state=a%26b&unknown=1",
                "Origin: https://shop.example",
                "Sec-Fetch-Site: cross-site");

    assertThat(reply.status()).isEqualTo(303);
    assertThat(reply.header("location")).hasValue("/oauth/logout?client_id=shop&state=a%26b");
  }

  @Test
  void formOfAnotherPageBrowserOrRequestIsRefused() {
    Reply page = get(hint());
    String cookie = setCookie(page, "__Host-ra-browser");
    String form = form(page);

    assertThat(confirm(form, cookies(cookie), "Origin: https://evil.example")).isEqualTo(403);
    assertThat(confirm(form, cookies(cookie), "Sec-Fetch-Site: cross-site")).isEqualTo(403);
    assertThat(confirm(form, cookies())).isEqualTo(403);
    assertThat(confirm(form, cookies("__Host-ra-browser=" + "x".repeat(22)))).isEqualTo(403);
    assertThat(confirm("", cookies(cookie))).isEqualTo(403);
    assertThat(confirm(form + "&post_logout_redirect_uri=" + BACK, cookies(cookie))).isEqualTo(403);
    assertThat(scene.isLoggedIn()).isTrue();
    assertThat(confirm(form, cookies(cookie))).isEqualTo(303);
    assertThat(scene.isLoggedIn()).isFalse();
  }

  private int confirm(String form, String... headers) {
    return scene.calls().form(PATH + "/confirm", form, headers).status();
  }

  @Test
  void pageIsProtected() {
    Reply page = get(hint());

    assertThat(page.header("x-frame-options")).hasValue("DENY");
    assertThat(page.header("cache-control")).hasValue("no-store");
    assertThat(page.header("content-security-policy").orElse(""))
        .contains("default-src 'none'", "frame-ancestors 'none'");
    assertThat(get("?state=%22%3E%3Cscript%3E").body()).doesNotContain("\"><script>");
    assertThat(scene.calls().call("HEAD", PATH, Optional.empty()).status()).isEqualTo(200);
  }
}
