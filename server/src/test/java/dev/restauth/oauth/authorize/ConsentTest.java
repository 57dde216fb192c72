package dev.restauth.oauth.authorize;

import static dev.restauth.http.HttpCalls.basic;
import static dev.restauth.oauth.OidcScene.CALLBACK;
import static dev.restauth.oauth.OidcScene.PASSWORD;
import static dev.restauth.oauth.OidcScene.WEB;
import static dev.restauth.oauth.OidcScene.hidden;
import static dev.restauth.oauth.OidcScene.location;
import static dev.restauth.oauth.OidcScene.query;
import static dev.restauth.oauth.OidcScene.request;
import static dev.restauth.oauth.OidcScene.url;
import static dev.restauth.oauth.OidcScene.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.browser.TestBrowser;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.oauth.OidcScene;
import dev.restauth.oauth.OidcScene.Browser;
import dev.restauth.operator.Reply.Done;
import dev.restauth.store.sql.FeatureDatabases;
import dev.restauth.store.sql.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** The cases in which users are asked for consent, and the effect of their decision. */
@ParameterizedClass
@ArgumentsSource(FeatureDatabases.class)
class ConsentTest {
  private static final String CONSENTS = "/api/me/consents";
  private static final String LOOPBACK = "http://127.0.0.1:8080/cb";
  private static final String APP = "com.example.app:/cb";

  private final SetClock clock = new SetClock();

  @Parameter TestDatabase database;

  @RegisterExtension
  final TestServer server =
      new TestServer(clock, OidcScene.SETTINGS)
          .on(() -> database)
          .withAccount("susan", PASSWORD)
          .withAccount("tom", PASSWORD);

  private final OidcScene scene = new OidcScene(server);
  private final Rows rows = new Rows(server);

  @BeforeEach
  void register() {
    var _ =
        scene
            .clients()
            .add(
                WEB,
                "{'redirect_uris':['%s'],'scope':'openid profile email address phone reports:read','resources':['https://api.example.com','https://files.example.com']}"
                    .formatted(CALLBACK));
  }

  private static final Map<String, String> WORDS =
      Map.of(
          "openid", "Recognise you by the number of your account",
          "profile", "Read your profile, such as your name, your picture and your language",
          "email", "Read your e-mail address",
          "address", "Read your postal address",
          "phone", "Read your phone number",
          "reports:read", "Use your permission");

  private static boolean isAsked(Browser browser, Map<String, String> request) {
    return location(browser.get(url(request))).startsWith("/consent?request=");
  }

  private Reply list(String username) {
    return server.calls().get(CONSENTS, basic(username, PASSWORD));
  }

  @Test
  void pageShowsTheClientItsRequestAndTheTargetOfTheResponse() {
    Browser browser = scene.browser("susan");
    Reply page =
        browser.get(
            location(
                browser.get(
                    url(
                        with(
                            request(),
                            "scope",
                            "openid profile reports:read",
                            "resource",
                            "https://api.example.com")))));
    assertThat(page.status()).isEqualTo(200);
    assertThat(page.body())
        .contains("Allow access?")
        .contains("<strong><bdi>webapp</bdi></strong>")
        .contains("<strong><bdi>susan</bdi></strong>")
        .contains("Read your profile")
        .contains("Use your permission <bdi>reports:read</bdi>")
        .contains("https://api.example.com")
        .contains("<strong><bdi>app.example.com</bdi></strong>")
        .contains("id=\"allow\"")
        .contains("id=\"cancel\"")
        .doesNotContain("id=\"warning\"")
        .doesNotContain("<script>");
    assertThat(page.header("content-security-policy").orElseThrow())
        .contains("frame-ancestors 'none'")
        .doesNotContain("form-action");
    assertThat(page.header("x-frame-options")).contains("DENY");
  }

  /**
   * The scopes appear in the application's order, which is the same at each visit. A scope that the
   * application sends twice appears once.
   */
  @Test
  void scopesAreInTheOrderOfTheApplication() {
    Browser browser = scene.browser("susan");
    for (String scope :
        List.of(
            "reports:read phone openid email openid",
            "email openid phone reports:read phone",
            "phone address profile email openid")) {
      Reply page = browser.get(location(browser.get(url(with(request(), "scope", scope)))));
      List<String> expected = Stream.of(scope.split(" ", -1)).distinct().map(WORDS::get).toList();
      String scopes = page.body().split("</ul>", 2)[0];
      List<String> found =
          Pattern.compile("<li>([^<]*)")
              .matcher(scopes)
              .results()
              .map(each -> each.group(1).strip())
              .toList();
      assertThat(found).as(scope).isEqualTo(expected);
    }
  }

  @Test
  void singleClaimNeedsTheYesThatItsScopeNeeds() {
    Browser browser = scene.browser("susan");
    Map<String, String> plain = with(request(), "scope", "openid");
    var _ = browser.code(plain);
    assertThat(isAsked(browser, plain)).isFalse();
    for (String claim : List.of("email", "email_verified", "address", "phone_number", "name")) {
      Map<String, String> single =
          with(plain, "claims", "{\"userinfo\":{\"%s\":null}}".formatted(claim));
      assertThat(query(location(browser.get(url(with(single, "prompt", "none"))))))
          .as(claim)
          .containsEntry("error", "consent_required");
    }
    Map<String, String> email = with(plain, "claims", "{\"userinfo\":{\"email\":null}}");
    assertThat(browser.get(location(browser.get(url(email)))).body())
        .contains("Read your e-mail address");
    var _ = browser.code(email);
    assertThat(isAsked(browser, email)).isFalse();
    assertThat(isAsked(browser, with(plain, "scope", "openid email"))).isFalse();
    assertThat(isAsked(browser, with(plain, "claims", "{\"id_token\":{\"auth_time\":null}}")))
        .as("says nothing about the person")
        .isFalse();
  }

  @Test
  void registeredScopesAreTheCeiling() {
    var _ =
        scene
            .clients()
            .add(
                "narrow",
                "{'redirect_uris':['%s'],'scope':'openid','first_party':true}".formatted(CALLBACK));
    Map<String, String> greedy =
        with(
            request(),
            "client_id",
            "narrow",
            "scope",
            "openid email",
            "claims",
            "{\"userinfo\":{\"email\":null,\"sub\":null}}");
    AuthorizationCodeRows.AuthorizationCode code = rows.code(scene.browser("susan").code(greedy));
    assertThat(code.scope()).isEqualTo("openid");
    assertThat(code.claims()).hasValue("{\"userinfo\":{\"sub\":null}}");
  }

  /** Otherwise the token request could name a resource that the consent page did not show. */
  @Test
  void withoutResourceTheSessionIsForTheFirstOne() {
    var _ =
        scene
            .clients()
            .add(
                "two",
                "{'redirect_uris':['%s'],'resources':['https://a.example','https://b.example']}"
                    .formatted(CALLBACK));
    String code = scene.browser("susan").code(with(request(), "client_id", "two"));
    assertThat(rows.code(code).audience()).hasValue("https://a.example");
  }

  @Test
  void resourceThatIsWithdrawnAfterTheRequestBeganIsRefused() {
    Map<String, String> request = with(request(), "resource", "https://api.example.com");
    Browser asked = scene.browser("susan");
    String consent = location(asked.get(url(request)));
    Browser loggingIn = scene.browser();
    Reply login = loggingIn.get(location(loggingIn.get(url(request))));
    Map<String, String> change =
        Map.of("id", WEB, "metadata", "{\"resources\":[\"https://other.example.com\"]}");
    assertThat(server.operate("client.change", change)).isInstanceOf(Done.class);

    assertThat(query(location(asked.get(consent)))).containsEntry("error", "invalid_target");
    String goOn = location(loggingIn.logIn(login, "susan"));
    assertThat(query(location(loggingIn.get(goOn)))).containsEntry("error", "invalid_target");
    assertThat(rows.codes()).isZero();
  }

  @Test
  void consentWithoutResourceIsOnlyForTheResourceThatWasFirst() {
    Browser browser = scene.browser("susan");
    assertThat(browser.get(location(browser.get(url(request())))).body())
        .contains("https://api.example.com")
        .doesNotContain("https://files.example.com");
    var _ = browser.code(request());
    assertThat(isAsked(browser, request())).isFalse();
    Map<String, String> change =
        Map.of(
            "id",
            WEB,
            "metadata",
            "{\"resources\":[\"https://files.example.com\",\"https://api.example.com\"]}");
    assertThat(server.operate("client.change", change)).isInstanceOf(Done.class);
    assertThat(isAsked(browser, request())).isTrue();
    assertThat(isAsked(browser, with(request(), "resource", "https://api.example.com"))).isFalse();
  }

  @Test
  void consentIsStoredForItsClientAndScopes() {
    Browser browser = scene.browser("susan");
    var _ = browser.code(request());
    assertThat(isAsked(browser, request())).isFalse();
    assertThat(isAsked(browser, with(request(), "scope", "openid"))).isFalse();
    Map<String, String> more = with(request(), "scope", "openid reports:read");
    assertThat(isAsked(browser, more)).isTrue();
    assertThat(query(location(browser.get(url(with(more, "prompt", "none"))))))
        .containsEntry("error", "consent_required");
    Map<String, String> elsewhere = with(request(), "resource", "https://files.example.com");
    assertThat(isAsked(browser, elsewhere)).isTrue();
    var _ = browser.code(more);
    var _ = browser.code(elsewhere);
    assertThat(
            isAsked(
                browser,
                with(
                    request(),
                    "scope",
                    "openid profile reports:read",
                    "resource",
                    "https://files.example.com")))
        .as("the union")
        .isFalse();
    assertThat(isAsked(browser, with(request(), "prompt", "consent"))).isTrue();
    assertThat(isAsked(scene.browser("tom"), request())).as("another user").isTrue();
  }

  @Test
  void noIsTheAnswerAndIsNotRemembered() {
    Browser browser = scene.browser("susan");
    Map<String, String> answer =
        query(location(browser.decide(location(browser.get(url(request()))), "cancel")));
    assertThat(answer)
        .containsEntry("error", "access_denied")
        .containsEntry("state", "a state")
        .containsEntry("iss", OidcScene.ISSUER);
    assertThat(isAsked(browser, request())).isTrue();
    assertThat(rows.codes()).isZero();
    assertThat(list("susan").json().get("consents")).isEmpty();
  }

  @Test
  void onlyFirstPartyOnTheWebIsTrustedUnasked() {
    var _ =
        scene
            .clients()
            .add(
                "own",
                "{'redirect_uris':['https://own.example.com/cb','%s','%s'],'first_party':true,'token_endpoint_auth_method':'none'}"
                    .formatted(LOOPBACK, APP));
    Browser browser = scene.browser("susan");
    assertThat(isAsked(browser, request("own", "https://own.example.com/cb"))).isFalse();
    for (String address : new String[] {LOOPBACK, "http://127.0.0.1:49152/cb", APP}) {
      Map<String, String> request = request("own", address);
      var _ = browser.code(request);
      assertThat(isAsked(browser, request)).as(address).isTrue();
      assertThat(query(location(browser.get(url(with(request, "prompt", "none"))))))
          .containsEntry("error", "consent_required");
    }
    Reply page = browser.get(location(browser.get(url(request("own", APP)))));
    assertThat(page.body())
        .contains("id=\"warning\"")
        .contains("<strong><bdi>com.example.app:</bdi></strong>");
    Reply local = browser.get(location(browser.get(url(request("own", LOOPBACK)))));
    assertThat(local.body()).contains("id=\"warning\"").contains("127.0.0.1:8080");
  }

  @Test
  void formWithoutItsTokenDoesNothing() {
    Browser browser = scene.browser("susan");
    String consent = location(browser.get(url(request())));
    Map<String, String> fields = with(hidden(browser.get(consent)), "decision", "allow");
    Map<String, String> other =
        hidden(browser.get(location(browser.get(url(with(request(), "state", "b"))))));

    assertThat(browser.form("/consent", with(fields, "form_token", "")).status()).isEqualTo(403);
    assertThat(browser.form("/consent", with(fields, "form_token", "x")).status()).isEqualTo(403);
    assertThat(
            browser
                .form("/consent", with(fields, "form_token", other.getOrDefault("form_token", "")))
                .status())
        .as("of another request")
        .isEqualTo(403);
    assertThat(
            browser
                .form(
                    "/consent",
                    fields,
                    "Origin: https://evil.example",
                    "Sec-Fetch-Site: cross-site")
                .status())
        .isEqualTo(403);
    assertThat(browser.form("/consent", fields, "Origin: null").status()).isEqualTo(403);
    assertThat(browser.form("/consent", with(fields, "decision", "x")).status()).isEqualTo(400);
    assertThat(browser.form("/consent", with(fields, "decision", "")).status()).isEqualTo(400);
    assertThat(rows.codes()).isZero();
    assertThat(query(location(browser.form("/consent", fields)))).containsKey("code");
  }

  @Test
  void formOfAnEarlierLogInIsRefused() {
    Browser browser = scene.browser("susan");
    Reply page = browser.get(location(browser.get(url(request()))));
    browser.cookies().keySet().removeIf(name -> name.endsWith("restauth"));
    var _ = browser.logIn(browser.get("/login"), "tom");
    assertThat(browser.form("/consent", with(hidden(page), "decision", "allow")).status())
        .isEqualTo(403);
    assertThat(rows.codes()).isZero();
  }

  @Test
  void formIsOnlyForTheResourcesThatThePageShowed() {
    Browser browser = scene.browser("susan");
    Reply page = browser.get(location(browser.get(url(request()))));
    Map<String, String> change =
        Map.of("id", WEB, "metadata", "{\"resources\":[\"https://files.example.com\"]}");
    assertThat(server.operate("client.change", change)).isInstanceOf(Done.class);
    assertThat(browser.form("/consent", with(hidden(page), "decision", "allow")).status())
        .isEqualTo(403);
    assertThat(rows.codes()).isZero();
    assertThat(isAsked(browser, request())).isTrue();
  }

  @Test
  void offlineAccessNeedsYesToExactlyThat() {
    Browser browser = scene.browser("susan");
    Map<String, String> offline = with(request(), "scope", "openid offline_access");
    assertThat(rows.code(browser.code(offline)).scope()).isEqualTo("openid");

    AuthorizationCodeRows.AuthorizationCode code =
        rows.code(browser.code(with(offline, "prompt", "consent")));
    assertThat(code.scope()).isEqualTo("offline_access openid");
    assertThat(code.offline()).isTrue();

    assertThat(isAsked(browser, offline)).isFalse();
    assertThat(rows.code(browser.code(offline)).offline()).isTrue();
    assertThat(
            query(
                location(
                    scene.browser("tom").get(url(with(request(), "scope", "offline_access"))))))
        .containsEntry("error", "invalid_scope");
  }

  @Test
  void userListsAndWithdraws() {
    Browser browser = scene.browser("susan");
    String code = browser.code(with(request(), "scope", "openid reports:read"));
    Reply list = list("susan");
    assertThat(list.status()).isEqualTo(200);
    assertThat(list.json().get("consents")).hasSize(1);
    assertThat(list.json().at("/consents/0/client_id").asText()).isEqualTo(WEB);
    assertThat(list.json().at("/consents/0/client_name").asText()).isEqualTo(WEB);
    assertThat(list.json().at("/consents/0/scope").asText()).isEqualTo("openid reports:read");
    assertThat(list("tom").json().get("consents")).isEmpty();

    assertThat(withdraw("tom").status()).isEqualTo(404);
    clock.move(Duration.ofSeconds(1));
    assertThat(withdraw("susan").status()).isEqualTo(204);

    assertThat(withdraw("susan").status()).isEqualTo(404);
    assertThat(list("susan").json().get("consents")).isEmpty();
    assertThat(isAsked(browser, request())).isTrue();
    assertThat(rows.codes()).as("what was not redeemed").isZero();
    assertThat(code).isNotEmpty();
  }

  /** The account page must show the client's name as plain text, not as HTML. */
  @Test
  void userWithdrawsInTheBrowser() {
    var _ =
        scene
            .clients()
            .add(
                "evil",
                "{'redirect_uris':['%s'],'scope':'openid reports:read'}".formatted(CALLBACK));
    server
        .store()
        .inTransaction(
            tx ->
                tx.sql()
                    .change(
                        "UPDATE client SET name = ? WHERE id = ?", "<script>x</script>", "evil"));
    var _ = scene.browser("susan").code(with(request(), "client_id", "evil"));
    TestBrowser browser = new TestBrowser(server.calls());
    Reply in =
        browser.submit(browser.get("/login"), Map.of("username", "susan", "password", PASSWORD));
    Reply page = browser.follow(in);
    assertThat(page.body())
        .contains("<bdi>&lt;script&gt;x&lt;/script&gt;</bdi>", "value=\"withdraw\"")
        .doesNotContain("<script>");
    clock.move(Duration.ofMinutes(6));
    assertThat(location(browser.submit(page, "value=\"withdraw\"", Map.of())))
        .startsWith("/login?request=own.");
    assertThat(list("susan").json().get("consents")).hasSize(1);
    clock.move(Duration.ofMinutes(-6));
    Reply done = browser.submit(page, "value=\"withdraw\"", Map.of());
    assertThat(browser.follow(done).body())
        .contains("The application no longer has access.")
        .doesNotContain("value=\"withdraw\"");
    assertThat(list("susan").json().get("consents")).isEmpty();
    assertThat(browser.submit(page, "value=\"withdraw\"", Map.of()).status())
        .as("again")
        .isEqualTo(303);
  }

  private Reply withdraw(String username) {
    return server
        .calls()
        .call("DELETE", CONSENTS + "/" + WEB, Optional.empty(), basic(username, PASSWORD));
  }

  @Test
  void closedAccountLeavesNothing() {
    Browser browser = scene.browser("susan");
    var _ = browser.code(request());
    Reply closed =
        server
            .calls()
            .call(
                "DELETE",
                "/api/me",
                Optional.of("{\"current_password\":\"" + PASSWORD + "\"}"),
                basic("susan", PASSWORD),
                "Content-Type: application/json");
    assertThat(closed.status()).as(closed.body()).isBetween(200, 204);
    assertThat(rows.codes()).isZero();
    assertThat(rows.consents()).isZero();
  }
}
