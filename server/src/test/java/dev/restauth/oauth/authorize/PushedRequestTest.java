package dev.restauth.oauth.authorize;

import static dev.restauth.http.HttpCalls.basic;
import static dev.restauth.oauth.OidcScene.CALLBACK;
import static dev.restauth.oauth.OidcScene.WEB;
import static dev.restauth.oauth.OidcScene.encoded;
import static dev.restauth.oauth.OidcScene.location;
import static dev.restauth.oauth.OidcScene.query;
import static dev.restauth.oauth.OidcScene.request;
import static dev.restauth.oauth.OidcScene.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.oauth.OidcScene;
import dev.restauth.oauth.OidcScene.Browser;
import dev.restauth.operator.Reply.Done;
import dev.restauth.store.sql.FeatureDatabases;
import dev.restauth.store.sql.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Pushed authorization requests (RFC 9126): the requests that the server accepts, and their
 * lifetime.
 */
@ParameterizedClass
@ArgumentsSource(FeatureDatabases.class)
class PushedRequestTest {
  private final SetClock clock = new SetClock();

  @Parameter TestDatabase database;

  @RegisterExtension
  final TestServer server =
      new TestServer(clock, OidcScene.SETTINGS)
          .on(() -> database)
          .withAccount("susan", OidcScene.PASSWORD);

  private final OidcScene scene = new OidcScene(server);
  private final Rows rows = new Rows(server);
  private String secret = "";

  @BeforeEach
  void register() {
    secret =
        scene.clients().add(WEB, "{'redirect_uris':['%s'],'first_party':true}".formatted(CALLBACK));
    scene.clients().addPublic("public", CALLBACK);
  }

  private Reply push(Map<String, String> parameters) {
    return server.calls().form("/oauth/par", encoded(parameters), basic(WEB, secret));
  }

  private String pushed(Map<String, String> parameters) {
    Reply reply = push(parameters);
    assertThat(reply.status()).as(reply.body()).isEqualTo(201);
    assertThat(reply.json().get("expires_in").asInt()).isEqualTo(90);
    assertThat(reply.header("cache-control")).contains("no-store");
    return reply.json().get("request_uri").asText();
  }

  /** Returns a request that is too large for a sealed URL parameter. */
  private static Map<String, String> large() {
    return with(
        request(),
        "state",
        "s".repeat(2_048),
        "nonce",
        "n".repeat(512),
        "login_hint",
        "h".repeat(320),
        "claims",
        "{\"userinfo\":{\"%s\":null}}".formatted("n".repeat(128)));
  }

  private static String url(String requestUri, String clientId) {
    return "/oauth/authorize?client_id=" + clientId + "&request_uri=" + encoded(requestUri);
  }

  private static String error(Reply reply) {
    return reply.json().get("error").asText();
  }

  @Test
  void clientIdAndUriSuffice() {
    Browser browser = scene.browser("susan");
    String uri = pushed(request());
    assertThat(uri).matches("urn:ietf:params:oauth:request_uri:[A-Za-z0-9_-]{43}");

    Map<String, String> answer =
        query(
            location(
                browser.get(url(uri, WEB) + "&state=other&scope=email&redirect_uri=https://evil")));

    assertThat(answer).containsEntry("state", "a state");
    assertThat(rows.code(answer).scope()).isEqualTo("openid profile");
    assertThat(rows.pushed()).isZero();
  }

  @Test
  void uriIsUsedUpWithTheCodeAndNotWithTheFirstPage() {
    Browser first = scene.browser();
    String uri = pushed(request());
    String login = location(first.get(url(uri, WEB)));
    assertThat(location(first.get(url(uri, WEB)))).startsWith("/login?request=");
    String goOn = location(first.logIn(first.get(login), "susan"));
    assertThat(query(location(first.get(goOn)))).containsKey("code");

    assertThat(query(location(first.get(goOn))))
        .as("the same page again")
        .containsEntry("error", "invalid_request_uri");
    assertThat(query(location(first.get(url(uri, WEB)))))
        .containsEntry("error", "invalid_request_uri");
    assertThat(rows.codes()).isEqualTo(1);
  }

  @Test
  void uriExpiresButItsLogInContinues() {
    Browser browser = scene.browser();
    String uri = pushed(request());
    String login = location(browser.get(url(uri, WEB)));
    clock.move(Duration.ofSeconds(90));
    server.runMaintenance();
    assertThat(rows.pushed()).isZero();
    assertThat(query(location(browser.get(url(uri, WEB)))))
        .containsEntry("error", "invalid_request_uri");
    String goOn = location(browser.logIn(browser.get(login), "susan"));
    assertThat(query(location(browser.get(goOn)))).containsKey("code");
  }

  @Test
  void onlyOneOfTwoThatBeganInTimeGetsACode() {
    Browser first = scene.browser();
    Browser second = scene.browser();
    String uri = pushed(request());
    String one = location(first.get(url(uri, WEB)));
    String other = location(second.get(url(uri, WEB)));
    clock.move(Duration.ofSeconds(91));
    server.runMaintenance();

    assertThat(query(location(first.get(location(first.logIn(first.get(one), "susan"))))))
        .containsKey("code");
    server.runMaintenance();
    assertThat(query(location(second.get(location(second.logIn(second.get(other), "susan"))))))
        .containsEntry("error", "invalid_request_uri");
    assertThat(rows.codes()).isEqualTo(1);
  }

  @Test
  void uriOfALargeRequestExpiresButItsLogInContinues() {
    String uri = pushed(large());
    Browser browser = scene.browser();
    var _ = location(browser.get(url(uri, WEB)));
    clock.move(Duration.ofSeconds(90));
    assertThat(query(location(browser.get(url(uri, WEB)))))
        .containsEntry("error", "invalid_request_uri");
  }

  @Test
  void uriBelongsToItsClient() {
    String uri = pushed(request());
    assertThat(query(location(scene.browser("susan").get(url(uri, "public")))))
        .containsEntry("error", "invalid_request_uri");
    assertThat(rows.pushed()).as("not used up").isEqualTo(1);
  }

  @Test
  void largeRequestLastsAsLongAsItsLogIn() {
    Browser browser = scene.browser();
    String uri = pushed(large());
    String login = location(browser.get(url(uri, WEB)));
    assertThat(login).hasSizeLessThan(500);
    clock.move(Duration.ofMinutes(59));
    server.runMaintenance();
    String goOn = location(browser.logIn(browser.get(login), "susan"));
    assertThat(query(location(browser.get(goOn))))
        .containsKey("code")
        .containsEntry("state", "s".repeat(2_048));
    assertThat(browser.get(goOn).status()).as("used up").isEqualTo(400);
  }

  @ParameterizedTest
  @CsvSource({
    "response_type, token, unsupported_response_type",
    "response_type, code id_token, unsupported_response_type",
    "redirect_uri, https://evil.example/callback, invalid_request",
    "redirect_uri, '', invalid_request",
    "request_uri, urn:ietf:params:oauth:request_uri:x, invalid_request",
    "request, eyJhbGciOiJub25lIn0.e30., request_not_supported",
    "code_challenge, '', invalid_request",
    "code_challenge_method, plain, invalid_request",
    "client_id, public, invalid_request",
    "scope, api, invalid_scope",
  })
  void badRequestIsRefusedToItsSender(String name, String value, String error) {
    Reply reply = push(with(request(), name, value));
    assertThat(error(reply)).isEqualTo(error);
    assertThat(reply.status()).isEqualTo(400);
    assertThat(rows.pushed()).isZero();
  }

  @Test
  void clientMustAuthenticate() {
    Reply anonymous = server.calls().form("/oauth/par", encoded(request()));
    assertThat(anonymous.status()).isEqualTo(401);
    assertThat(error(anonymous)).isEqualTo("invalid_client");
    Reply wrong = server.calls().form("/oauth/par", encoded(request()), basic(WEB, secret + "x"));
    assertThat(wrong.status()).isEqualTo(401);
    assertThat(wrong.header("www-authenticate").orElseThrow()).startsWith("Basic");
    Reply open = server.calls().form("/oauth/par", encoded(request("public", CALLBACK)));
    assertThat(open.status()).as(open.body()).isEqualTo(201);
  }

  @Test
  void repeatedParameterOrAnotherMethodIsRefused() {
    assertThat(
            server
                .calls()
                .form("/oauth/par", encoded(request()) + "&state=b", basic(WEB, secret))
                .status())
        .isEqualTo(400);
    assertThat(server.calls().get("/oauth/par?" + encoded(request())).status()).isEqualTo(405);
    assertThat(server.calls().post("/oauth/par", "{}", basic(WEB, secret)).status()).isEqualTo(400);
  }

  @Test
  void clientMayHaveThousandLiveRequests() {
    String uri = pushed(request());
    fill(WEB, 999);
    Reply refused = push(request());
    assertThat(refused.status()).isEqualTo(429);
    assertThat(refused.header("retry-after")).hasValue("90");
    assertThat(server.calls().form("/oauth/par", encoded(request("public", CALLBACK))).status())
        .as("others are not concerned")
        .isEqualTo(201);
    clock.move(Duration.ofSeconds(60));
    assertThat(push(request()).status()).isEqualTo(201);
    assertThat(uri).isNotEmpty();
  }

  private void fill(String clientId, int requests) {
    var _ =
        server
            .store()
            .inTransaction(
                tx -> {
                  PushedRequestRows.PushedRequest row =
                      new PushedRequestRows.PushedRequest(
                          clientId, "x", clock.instant().plusSeconds(60));
                  for (int i = 1; i <= requests; i++) {
                    new PushedRequestRows(tx)
                        .add(("digest " + i).getBytes(StandardCharsets.UTF_8), row);
                  }
                  return true;
                });
  }

  @Test
  void requestIsSealedInTheDatabase() {
    String uri = pushed(with(request(), "nonce", "a-nonce-nobody-reads"));
    String parameters =
        server
            .store()
            .reading(
                tx ->
                    tx.sql()
                        .one("SELECT parameters FROM pushed_request", row -> row.text("parameters"))
                        .orElseThrow());
    assertThat(parameters).doesNotContain("a-nonce-nobody-reads").doesNotContain(uri);
  }

  private Reply pushPublic(Map<String, String> parameters) {
    return server.calls().form("/oauth/par", encoded(with(parameters, "client_id", "public")));
  }

  private String pushedPublic() {
    Reply reply = pushPublic(request());
    assertThat(reply.status()).as(reply.body()).isEqualTo(201);
    assertThat(reply.json().get("expires_in").asInt()).isEqualTo(90);
    return reply.json().get("request_uri").asText();
  }

  /**
   * Strangers can push requests in the name of a public client, and must not use up a limit of its
   * users.
   */
  @Test
  void publicClientHasNoSharedLimit() {
    fill("public", 1_000);
    assertThat(pushPublic(request()).status()).isEqualTo(201);
  }

  @Test
  void requestOfAPublicClientIsSealedIntoItsUriAndUsedUpWithTheCode() {
    String uri = pushedPublic();
    assertThat(uri).startsWith("urn:ietf:params:oauth:request_uri:");
    assertThat(uri).isNotEqualTo(pushedPublic());
    assertThat(rows.pushed()).as("nothing is stored").isZero();

    Browser first = scene.browser("susan");
    Browser second = scene.browser();
    String login = location(second.get(url(uri, "public")));
    String consent = location(first.get(url(uri, "public") + "&state=other"));
    Map<String, String> answer =
        query(
            location(
                first.form(
                    "/consent", with(OidcScene.hidden(first.get(consent)), "decision", "allow"))));
    assertThat(answer).containsEntry("state", "a state");
    assertThat(rows.code(answer).scope()).isEqualTo("openid profile");

    assertThat(query(location(first.get(url(uri, "public")))))
        .containsEntry("error", "invalid_request_uri");
    assertThat(query(location(first.get(url(sameBytes(uri), "public")))))
        .containsEntry("error", "invalid_request_uri");
    assertThat(query(location(second.get(location(second.logIn(second.get(login), "susan"))))))
        .as("another browser that began in time")
        .containsEntry("error", "invalid_request_uri");
    assertThat(rows.codes()).isEqualTo(1);
  }

  @Test
  void noAnswerGoesToARedirectUriThatWasWithdrawn() {
    Map<String, String> parameters =
        new HashMap<>(with(request(), "prompt", "none", "scope", "profile"));
    parameters.remove("redirect_uri");
    String uri = pushed(parameters);
    Map<String, String> change =
        Map.of("id", WEB, "metadata", "{\"redirect_uris\":[\"https://other.example/callback\"]}");
    assertThat(server.operate("client.change", change)).isInstanceOf(Done.class);

    Reply reply = scene.browser().get(url(uri, WEB));
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.header("location")).isEmpty();
  }

  @Test
  void sealedUriIsVoidAfterItsClientWasDisabled() {
    Browser browser = scene.browser("susan");
    String uri = pushedPublic();
    assertThat(location(browser.get(url(uri, "public")))).startsWith("/consent?request=");
    disableAndEnable("public");
    assertThat(query(location(browser.get(url(uri, "public")))))
        .containsEntry("error", "invalid_request_uri");
    assertThat(location(browser.get(url(pushedPublic(), "public"))))
        .startsWith("/consent?request=");
  }

  /** Otherwise the other browser could use the request a second time. */
  @Test
  void requestsOfBrowsersAreVoidAfterTheirClientWasDisabled() {
    String uri = pushed(request());
    Browser first = scene.browser("susan");
    Browser second = scene.browser();
    String login = location(second.get(url(uri, WEB)));
    assertThat(query(location(first.get(url(uri, WEB))))).containsKey("code");
    disableAndEnable(WEB);

    assertThat(second.get(login).status()).isEqualTo(400);
    assertThat(second.get(login.replace("/login", "/oauth/authorize/continue")).status())
        .isEqualTo(400);
    assertThat(rows.codes()).isZero();
    assertThat(query(location(first.get(url(pushed(request()), WEB))))).containsKey("code");
  }

  private void disableAndEnable(String clientId) {
    for (String operation : List.of("client.disable", "client.enable")) {
      assertThat(server.operate(operation, Map.of("id", clientId))).isInstanceOf(Done.class);
    }
  }

  /** Returns a different Base64 text that decodes to the same bytes, if there is one. */
  private static String sameBytes(String uri) {
    String digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    int last = digits.indexOf(uri.charAt(uri.length() - 1));
    boolean hasSpareBits = (uri.length() - "urn:ietf:params:oauth:request_uri:".length()) % 4 != 0;
    return hasSpareBits ? uri.substring(0, uri.length() - 1) + digits.charAt(last ^ 1) : uri;
  }

  @Test
  void sealedUriBelongsToItsClientEndsAndCannotBeChanged() {
    String uri = pushedPublic();
    Browser browser = scene.browser("susan");
    for (String bad :
        List.of(
            url(uri, WEB),
            url(uri.substring(0, uri.length() - 4), "public"),
            url(uri.replace("uri:A", "uri:B"), "public"),
            url("urn:ietf:params:oauth:request_uri:" + "A".repeat(1_000), "public"))) {
      assertThat(query(location(browser.get(bad)))).containsEntry("error", "invalid_request_uri");
    }
    assertThat(location(browser.get(url(uri, "public")))).startsWith("/consent?request=");
    clock.move(Duration.ofSeconds(90));
    assertThat(query(location(browser.get(url(uri, "public")))))
        .containsEntry("error", "invalid_request_uri");
  }

  @Test
  void longestRequestOfAPublicClientGetsItsPage() {
    Reply refused = pushPublic(large());
    assertThat(refused.status()).isEqualTo(400);
    assertThat(error(refused)).isEqualTo("invalid_request");

    int fits = 0;
    for (int step = 1_024; step > 0; step /= 2) {
      fits += pushPublic(withState(fits + step)).status() == 201 ? step : 0;
    }
    assertThat(fits).isBetween(1_000, 2_047);
    String uri = pushPublic(withState(fits)).json().get("request_uri").asText();
    Browser browser = scene.browser("susan");
    String consent = location(browser.get(url(uri, "public")));
    assertThat(consent).startsWith("/consent?request=");
    assertThat(browser.get(consent).status()).isEqualTo(200);
  }

  private static Map<String, String> withState(int length) {
    return with(large(), "state", "s".repeat(length));
  }

  /**
   * Each use of a request URI adds a row, so the server limits the pushed requests from each
   * address.
   */
  @Test
  void anAddressPushesOnlySoManyRequestsOfAPublicClient() {
    Map<String, String> request = with(request(), "client_id", "public");
    for (int i = 0; i < 100; i++) {
      assertThat(server.calls().form("/oauth/par", encoded(request)).status()).isEqualTo(201);
    }
    Reply refused = server.calls().form("/oauth/par", encoded(request));
    assertThat(refused.status()).isEqualTo(429);
    assertThat(refused.header("retry-after")).isPresent();
    assertThat(push(request()).status()).as("an authenticated client").isEqualTo(201);
    clock.move(Duration.ofSeconds(1));
    assertThat(server.calls().form("/oauth/par", encoded(request)).status()).isEqualTo(201);
  }
}
