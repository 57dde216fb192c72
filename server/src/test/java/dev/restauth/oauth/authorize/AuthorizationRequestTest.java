package dev.restauth.oauth.authorize;

import static dev.restauth.oauth.OidcScene.CALLBACK;
import static dev.restauth.oauth.OidcScene.ISSUER;
import static dev.restauth.oauth.OidcScene.encoded;
import static dev.restauth.oauth.OidcScene.location;
import static dev.restauth.oauth.OidcScene.query;
import static dev.restauth.oauth.OidcScene.request;
import static dev.restauth.oauth.OidcScene.url;
import static dev.restauth.oauth.OidcScene.with;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.TestServer;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.oauth.OidcScene;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Refused authorization requests: the redirect URI or page that gets the error, and its content.
 */
class AuthorizationRequestTest {
  @RegisterExtension private static final TestServer SERVER = new TestServer(OidcScene.SETTINGS);

  private static final OidcScene SCENE = new OidcScene(SERVER);
  private static final String LOOPBACK = "http://127.0.0.1/callback";

  @BeforeAll
  static void register() {
    var _ = SCENE.addWeb();
    var _ =
        SCENE
            .clients()
            .add(
                "plain",
                "{'redirect_uris':['%s'],'pkce':'optional','scope':'openid profile reports:read'}"
                    .formatted(CALLBACK));
    SCENE.clients().addPublic("native", LOOPBACK);
    var _ =
        SCENE
            .clients()
            .add(
                "two",
                "{'redirect_uris':['%s','https://app.example.com/other?x=1'],'grant_types':['authorization_code'],'scope':'reports:read','resources':['https://api.example.com/v1']}"
                    .formatted(CALLBACK));
    var _ =
        SCENE
            .clients()
            .add("service", "{'grant_types':['client_credentials'],'scope':'reports:read'}");
  }

  private static Reply get(Map<String, String> parameters) {
    return SCENE.browser().get(url(parameters));
  }

  /**
   * Returns the error response that the client receives, and checks that it contains the state and
   * the issuer.
   */
  private static Map<String, String> refused(Map<String, String> parameters) {
    String location = location(get(parameters));
    assertThat(location).startsWith(CALLBACK + "?");
    Map<String, String> answer = query(location);
    assertThat(answer)
        .containsEntry("state", "a state")
        .containsEntry("iss", ISSUER)
        .containsOnlyKeys("error", "error_description", "state", "iss");
    assertThat(answer.get("error_description")).matches("[\\x20-\\x21\\x23-\\x5b\\x5d-\\x7e]+");
    return answer;
  }

  @ParameterizedTest
  @CsvSource({
    "response_type, '', invalid_request",
    "response_type, token, unsupported_response_type",
    "response_type, code id_token, unsupported_response_type",
    "response_mode, fragment, invalid_request",
    "response_mode, jwt, invalid_request",
    "code_challenge, '', invalid_request",
    "code_challenge_method, '', invalid_request",
    "code_challenge_method, plain, invalid_request",
    "code_challenge_method, s256, invalid_request",
    "code_challenge, E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-c, invalid_request",
    "code_challenge, E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw+cM, invalid_request",
    "scope, reports:read, invalid_scope",
    "scope, api, invalid_scope",
    "scope, users:write, invalid_scope",
    "scope, 'openid  profile', invalid_scope",
    "scope, 'openid \"', invalid_scope",
    "prompt, none login, invalid_request",
    "prompt, none, login_required",
    "max_age, -1, invalid_request",
    "max_age, 1.5, invalid_request",
    "claims, '[]', invalid_request",
    "claims, '{', invalid_request",
    "claims, '{\"id_token\":{},\"id_token\":{}}', invalid_request",
    "claims, '{\"id_token\":{\"acr\":{\"essential\":true,\"value\":\"gold\"}}}', unmet_authentication_requirements",
    "id_token_hint, a.b.c, invalid_request",
    "request, eyJhbGciOiJub25lIn0.e30., request_not_supported",
    "request_uri, https://app.example.com/request.jwt, request_uri_not_supported",
    "request_uri, urn:ietf:params:oauth:request_uri:E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM, invalid_request_uri",
    "authorization_details, '[{\"type\":\"x\"}]', invalid_authorization_details",
    "resource, https://api.example.com/v1, invalid_target",
  })
  void errorsGoToTheRegisteredAddress(String name, String value, String error) {
    assertThat(refused(with(request(), name, value))).containsEntry("error", error);
  }

  @Test
  void longValuesAreRefused() {
    assertThat(refused(with(request(), "nonce", "n".repeat(513))))
        .containsEntry("error", "invalid_request");
    assertThat(refused(with(request(), "nonce", "a\0b"))).containsEntry("error", "invalid_request");
    assertThat(refused(with(request(), "login_hint", "n".repeat(321))))
        .containsEntry("error", "invalid_request");
    assertThat(
            refused(
                with(request(), "claims", "{\"userinfo\":{\"" + "n".repeat(2_048) + "\":null}}")))
        .containsEntry("error", "invalid_request");
    assertThat(refused(with(request(), "scope", "openid " + "s".repeat(2_048))))
        .containsEntry("error", "invalid_scope");
  }

  @Test
  void requestThatIsTooLongForPagesMustBePushed() {
    String state = "s".repeat(2_048);
    Map<String, String> answer =
        query(
            location(
                get(
                    with(
                        request(),
                        "state",
                        state,
                        "claims",
                        "{\"userinfo\":{\"%s\":null}}".formatted("n".repeat(128)),
                        "login_hint",
                        "h".repeat(320),
                        "nonce",
                        "n".repeat(512)))));
    assertThat(answer)
        .containsEntry("error", "invalid_request")
        .containsEntry("state", state)
        .hasEntrySatisfying("error_description", text -> assertThat(text).contains("/oauth/par"));
  }

  @Test
  void longStateComesBackUnchanged() {
    String state = "~-._ä\"<>&=%20+ ".repeat(20);
    Map<String, String> answer =
        query(location(get(with(request(), "prompt", "none", "state", state))));
    assertThat(answer).containsEntry("state", state).containsEntry("error", "login_required");
    assertThat(query(location(get(with(request(), "prompt", "none", "state", "")))))
        .doesNotContainKey("state");
  }

  @Test
  void queryOfTheAddressStaysByteForByte() {
    String location =
        location(
            get(
                with(
                    request("two", "https://app.example.com/other?x=1"),
                    "prompt",
                    "none",
                    "scope",
                    "reports:read")));
    assertThat(location).startsWith("https://app.example.com/other?x=1&error=login_required&");
  }

  @Test
  void loopbackAddressMayHaveAnyPort() {
    String location =
        location(get(with(request("native", "http://127.0.0.1:41234/callback"), "prompt", "none")));
    assertThat(location).startsWith("http://127.0.0.1:41234/callback?error=login_required&");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "https://app.example.com/callback/",
        "https://app.example.com/callback?x=1",
        "https://app.example.com/callback#x",
        "https://app.example.com/callback/..;/x",
        "https://app.example.com.evil.example/callback",
        "https://app.example.com@evil.example/callback",
        "https://evil.example/callback",
        "https://APP.example.com/callback",
        "http://app.example.com/callback",
        "//app.example.com/callback",
        "https:app.example.com/callback",
        "https://app.example.com/%63allback",
        "https://app.example.com/callback%0d%0aLocation:%20https://evil.example",
        "https://app.example.com/callback\r\nLocation: https://evil.example",
        "https://app.example.com\\@evil.example/callback",
        "https://app.example.com:443/callback",
        "https://app.example.com:444/callback",
        "javascript:alert(1)",
        "data:text/html,x",
        "http://localhost.evil.example/callback",
        "http://127.0.0.1.evil.example/callback",
        "http://127.0.0.1@evil.example/callback",
        "http://127.0.0.1:80@evil.example/callback",
      })
  void nothingIsSentToAnotherAddress(String address) {
    for (String client : new String[] {"two", "native"}) {
      for (String prompt : new String[] {"login", "none", "none login"}) {
        Map<String, String> hostile = with(request(client, CALLBACK), "prompt", prompt);
        hostile.put("redirect_uri", address);
        if (client.equals("native") && address.isEmpty()) {
          continue; // without an address, the server uses the client's only one
        }
        Reply reply = get(hostile);
        assertThat(reply.status()).as(address).isEqualTo(400);
        assertThat(reply.header("location")).isEmpty();
        assertThat(reply.body())
            .contains("This address is not registered")
            .contains("id=\"error\"");
        if (!address.isEmpty()) {
          assertThat(reply.body()).doesNotContain("evil.example").doesNotContain("<script>");
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "unknown", "restauth", "WEBAPP", "webapp ", "1", "<script>"})
  void unknownClientGetsNothing(String client) {
    Reply reply = get(with(request(), "client_id", client));
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.body()).contains("This application is not registered");
    assertThat(reply.header("location")).isEmpty();
  }

  @Test
  void repeatedParameterIsNotRedirected() {
    for (String name : request().keySet()) {
      Reply reply =
          SCENE.browser().get(url(request()) + "&" + name + "=" + encoded(request().get(name)));
      assertThat(reply.status()).as(name).isEqualTo(400);
      assertThat(reply.header("location")).isEmpty();
    }
  }

  @Test
  void resourceMayBeRepeated() {
    Map<String, String> parameters =
        with(
            request("two", CALLBACK),
            "scope",
            "reports:read",
            "resource",
            "HTTPS://API.example.com/v1");
    String twice = url(parameters) + "&resource=" + encoded("https://api.example.com/v1");
    assertThat(location(SCENE.browser().get(twice))).startsWith("/login?request=");
    assertThat(
            query(
                location(
                    SCENE
                        .browser()
                        .get(url(parameters) + "&resource=" + encoded("https://other.example")))))
        .containsEntry("error", "invalid_target");
  }

  @Test
  void malformedQueryIsNotRedirected() {
    Reply reply = SCENE.browser().get(url(request()) + "&x=1".repeat(101));
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.body()).contains("This request cannot be read");
  }

  @Test
  void unknownParametersAndEmptyOnesAreIgnored() {
    Map<String, String> request = request();
    request.put("display", "popup");
    request.put("ui_locales", "se");
    request.put("unknown", "x");
    request.put("prompt", "");
    assertThat(location(get(request))).startsWith("/login?request=");
  }

  @Test
  void clientWithoutTheGrantIsUnauthorized() {
    // This client has no redirect URI, so the server shows the error itself.
    Reply reply = get(request("service", CALLBACK));
    assertThat(reply.status()).isEqualTo(400);
  }

  @Test
  void pkceIsOptionalOnlyByName() {
    assertThat(
            location(
                get(
                    with(
                        request("plain", CALLBACK),
                        "code_challenge",
                        "",
                        "code_challenge_method",
                        "",
                        "nonce",
                        ""))))
        .startsWith("/login?request=");
    assertThat(refused(with(request("plain", CALLBACK), "code_challenge_method", "plain")))
        .containsEntry("error", "invalid_request");
  }

  @Test
  void addressMayBeMissingOnlyIfThereIsOneAndWithoutOpenid() {
    Map<String, String> request = with(request("plain", CALLBACK), "redirect_uri", "");
    assertThat(refused(request)).containsEntry("error", "invalid_request");
    assertThat(location(get(with(request, "scope", "reports:read")))).startsWith("/login?request=");
  }

  @Test
  void formsOfOtherSitesAreTurnedIntoLinks() {
    Reply reply =
        SCENE
            .browser()
            .form(
                "/oauth/authorize",
                request(),
                "Origin: https://app.example.com",
                "Sec-Fetch-Site: cross-site");
    assertThat(location(reply)).startsWith("/oauth/authorize?");
    assertThat(query(location(reply))).isEqualTo(query(url(request())));
    assertThat(reply.all("set-cookie")).isEmpty();
    assertThat(location(SCENE.browser().get(location(reply)))).startsWith("/login?request=");
    Map<String, String> huge = with(request(), "login_hint", "x".repeat(8_000));
    assertThat(SCENE.browser().form("/oauth/authorize", huge).body())
        .contains("This request is too long");
  }

  @Test
  void headAndPrefetchMakeNothing() {
    Reply head = SCENE.browser().call("HEAD", url(request()), Optional.empty());
    assertThat(head.header("location")).isEmpty();
    assertThat(head.all("set-cookie")).isEmpty();
    Reply prefetch = SCENE.browser().get(url(request()), "Sec-Purpose: prefetch");
    assertThat(prefetch.status()).isEqualTo(503);
    assertThat(prefetch.all("set-cookie")).isEmpty();
  }

  /**
   * The server does not support request objects, but it sends the error with the response mode and
   * state from the object.
   */
  @Test
  void errorAboutARequestObjectUsesTheRequestedResponseMode() {
    String object =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(
                "{\"response_mode\":\"form_post\",\"state\":\"in it\"}".getBytes(UTF_8));
    Map<String, String> request = new HashMap<>(request());
    request.remove("state");
    Reply reply = get(with(request, "request", "eyJhbGciOiJub25lIn0." + object + "."));
    assertThat(OidcScene.hidden(reply))
        .containsEntry("error", "request_not_supported")
        .containsEntry("state", "in it");
  }

  @Test
  void wayBackMayBeAForm() {
    Reply reply = get(with(request(), "prompt", "none", "response_mode", "form_post"));
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.body())
        .contains("<form id=\"answer\" method=\"post\" action=\"" + CALLBACK + "\">")
        .contains("<button id=\"continue\">");
    assertThat(OidcScene.hidden(reply))
        .containsEntry("error", "login_required")
        .containsEntry("state", "a state")
        .containsEntry("iss", ISSUER);
    assertThat(reply.header("content-security-policy").orElseThrow())
        .contains("script-src 'self'")
        .doesNotContain("form-action");
    assertThat(SCENE.browser().get("/oauth/form-post.js").body()).contains("submit()");
  }

  @Test
  void anonymousRequestsLeaveNothing() {
    Rows rows = new Rows(SERVER);
    long before = rows.all();
    for (int i = 0; i < 200; i++) {
      OidcScene.Browser browser = SCENE.browser();
      assertThat(location(browser.get(url(with(request(), "state", "s" + i)))))
          .startsWith("/login?request=");
    }
    assertThat(rows.all()).isEqualTo(before);
  }
}
