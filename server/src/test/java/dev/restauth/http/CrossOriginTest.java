package dev.restauth.http;

import static dev.restauth.http.HttpCalls.basic;
import static dev.restauth.http.RoutesTest.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.TestServer;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.listener.QuietLogs;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** HTTP Basic credentials that a browser adds to requests from a page of another origin. */
@ExtendWith(QuietLogs.class)
class CrossOriginTest {
  /**
   * Calls that read no Basic credentials. They read cookies, client tokens, or a stored request
   * that does not exist in this test.
   */
  private static final List<String> NO_BASIC =
      List.of(
          "GET /account 303",
          "HEAD /account 200",
          "GET /account/email 303",
          "HEAD /account/email 200",
          "GET /account/factors 303",
          "HEAD /account/factors 200",
          "GET /account/factors/code 303",
          "HEAD /account/factors/code 200",
          "GET /account/factors/totp 303",
          "HEAD /account/factors/totp 200",
          "GET /account/password 303",
          "HEAD /account/password 200",
          "GET /consent 400",
          "HEAD /consent 200",
          "GET /login/enrol 400",
          "HEAD /login/enrol 200",
          "GET /login/enrol/app 400",
          "HEAD /login/enrol/app 200",
          "GET /login/factor 400",
          "HEAD /login/factor 200",
          "GET /login/recovered 400",
          "HEAD /login/recovered 200",
          "GET /login/code 404", // log-in with mailed codes is off
          "HEAD /login/code 200",
          "GET /login/code/enter 404",
          "HEAD /login/code/enter 200",
          "GET /login/link 404",
          "HEAD /login/link 200",
          "GET /forgot 501",
          "HEAD /forgot 200",
          "GET /forgot/code 400",
          "HEAD /forgot/code 200",
          "GET /forgot/password 400",
          "HEAD /forgot/password 200",
          "GET /signup/account 400",
          "HEAD /signup/account 200",
          "GET /signup/code 400",
          "HEAD /signup/code 200",
          "GET /signup/invitation 400",
          "HEAD /signup/invitation 200",
          "GET /login/factor/lost 400",
          "HEAD /login/factor/lost 200",
          "GET /oauth/authorize 400",
          "HEAD /oauth/authorize 200",
          "POST /oauth/authorize 400",
          "GET /oauth/authorize/cancel 400",
          "HEAD /oauth/authorize/cancel 200",
          "GET /oauth/authorize/continue 400",
          "HEAD /oauth/authorize/continue 200",
          "GET /oauth/authorize/unmet 400",
          "HEAD /oauth/authorize/unmet 200",
          "GET /oauth/logout 303",
          "HEAD /oauth/logout 200",
          "GET /oauth/userinfo 401",
          "HEAD /oauth/userinfo 401");

  private static final String APP = "https://app.example";
  private static final String EVIL = "Origin: https://evil.example";
  private static final String CROSS_SITE = "Sec-Fetch-Site: cross-site";
  private static final String ALICE = basic("alice", "opensesame");

  @RegisterExtension
  private static final TestServer server =
      new TestServer(
              Map.of(
                  "public-url", "https://accounts.example:8443/auth",
                  "cors-origins", APP,
                  "trusted-proxies", "127.0.0.1",
                  "user-names", "public",
                  "account-failures", "2"))
          .withAccount("alice", "opensesame");

  private static final HttpCalls calls = server.calls();

  private static Reply get(String path, String... headers) {
    return calls.get(path, headers);
  }

  private static String[] with(String first, String... others) {
    return Stream.concat(Stream.of(first), Arrays.stream(others)).toArray(String[]::new);
  }

  private static void assertRefused(Reply reply) {
    assertProblem(reply, 403);
    assertThat(reply.json().get("type").asText()).endsWith("/cross-origin-credentials");
    // This header would make the browser ask its user for the password.
    assertThat(reply.header("www-authenticate")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Sec-Fetch-Site: cross-site",
        "Sec-Fetch-Site: same-site",
        "Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: document",
        "Sec-Fetch-Site: same-origin\r\nSec-Fetch-Site: cross-site",
        "Origin: https://evil.example",
        "Origin: https://evil.example\r\nSec-Fetch-Site: cross-site",
        "Origin: null",
        "Origin: null\r\nSec-Fetch-Site: cross-site",
        "Origin:",
        "Origin: https://accounts.example",
        "Origin: http://accounts.example:8443",
        "Origin: https://accounts.example:8443.evil.example",
        "Origin: https://accounts.example:8443/auth",
        "Origin: http://127.0.0.1:1",
        "Origin: http://localhost",
        "Origin: https://app.example\r\nOrigin: https://evil.example",
        "Origin: https://app.example.evil.example",
        "Host: accounts.example:8443\r\nOrigin: http://accounts.example:8443",
        "Origin: http://forwarded.example\r\nX-Forwarded-Host: forwarded.example"
            + "\r\nX-Forwarded-Proto: https",
        "Host: a b\r\nOrigin: https://evil.example"
      })
  void isRefusedWhateverTheCredentialsAre(String fields) {
    String token = calls.token("alice", "opensesame");
    for (String authorization :
        List.of(
            ALICE,
            basic("alice", "wrong"),
            basic(token, ""),
            basic("nobody", "x"),
            "authorization: bAsIc x",
            ALICE + "\r\n" + basic("alice", "wrong"))) {
      assertRefused(get("/api/resource", authorization, fields));
    }
    assertThat(get("/api/resource", "Authorization: Bearer " + token, fields).status())
        .isEqualTo(200);
    assertThat(get("/api/resource", fields).status()).isEqualTo(401);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X-Nothing: 1",
        "Sec-Fetch-Site: none",
        "Sec-Fetch-Site: same-origin",
        "Sec-Fetch-Site: same-origin\r\nOrigin: null", // caused by Referrer-Policy: no-referrer
        "Sec-Fetch-Site: what-is-to-come",
        "Sec-Fetch-Mode: navigate",
        "Referer: https://evil.example/",
        "Origin: https://app.example",
        "Origin: https://app.example\r\nSec-Fetch-Site: cross-site",
        "Origin: https://app.example\r\nSec-Fetch-Site: same-site",
        "Origin: https://accounts.example:8443",
        "Host: inside.example\r\nOrigin: http://inside.example",
        "Host: Inside.Example:443\r\nOrigin: https://inside.example",
        "Host: [::1]:5000\r\nOrigin: http://[::1]:5000",
        "Origin: https://forwarded.example\r\nX-Forwarded-Host: forwarded.example"
            + "\r\nX-Forwarded-Proto: https"
      })
  void ownPagesAndProgramsAreServed(String fields) {
    assertThat(get("/api/resource", ALICE, fields).status()).isEqualTo(200);
    String nobody = "nobody" + Integer.toHexString(fields.hashCode());
    Reply wrong = get("/api/resource", basic(nobody, "x"), fields);
    assertThat(wrong.status()).isEqualTo(401);
    assertThat(wrong.body()).isEqualTo("Unauthorized Access");
  }

  /**
   * If no public URL is configured, the server treats the address to which a request was sent as
   * its own origin. The server's front page depends on that.
   */
  @Test
  void theAddressOfTheRequestIsItsOwnOrigin() {
    String own = "Origin: http://127.0.0.1:" + server.port();
    assertThat(get("/api/resource", ALICE, own).status()).isEqualTo(200);
    // Behind a proxy, the server cannot determine its own scheme, but the browser can. Its field
    // Sec-Fetch-Site therefore decides.
    assertRefused(get("/api/resource", ALICE, own, "Sec-Fetch-Site: cross-site"));
  }

  /**
   * The attack: a page makes its visitor's browser fetch so many tokens that the session limit
   * revokes all the visitor's sessions.
   */
  @Test
  void aHundredNavigationsRevokeNoSession() {
    String bearer = "Authorization: Bearer " + calls.token("alice", "opensesame");
    int before = get("/api/me/sessions", bearer).json().get("sessions").size();
    for (int i = 0; i < 101; i++) {
      assertRefused(get("/api/token", ALICE, CROSS_SITE));
    }
    Reply sessions = get("/api/me/sessions", bearer);
    assertThat(sessions.status()).isEqualTo(200);
    assertThat(sessions.json().get("sessions")).hasSize(before);
  }

  /**
   * The server hashes no password and counts no failure, so that a foreign page cannot lock its
   * visitor out.
   */
  @Test
  void noPasswordIsChecked() {
    for (int i = 0; i < 5; i++) {
      assertRefused(get("/api/token", basic("alice", "wrong" + i), EVIL));
    }
    assertThat(get("/api/token", ALICE).status()).isEqualTo(200);
  }

  /**
   * The cross-origin check applies to all routes with credentials and to all changes, but not to
   * public reads.
   */
  @Test
  void appliesToEveryRoute() {
    List<String> read = new ArrayList<>();
    server
        .allowByPath()
        .forEach(
            (path, allow) ->
                Stream.of(allow.split(", ", -1))
                    .filter(method -> !method.equals("OPTIONS") && !path.endsWith("/auth"))
                    .forEach(
                        method -> {
                          String real =
                              path.replace("{id}", "1")
                                  .replaceAll("\\{(role|name)}", "any")
                                  .replace("{organization_role}", "owner")
                                  .replaceAll("\\{[a-z]+}", "s".repeat(22));
                          Reply reply =
                              calls.call(method, real, Optional.empty(), with(ALICE, CROSS_SITE));
                          if (reply.status() == 403) {
                            assertThat(reply.header("content-type").orElse(""))
                                .as(method + " " + path) // routes of pages refuse with a page
                                .matches("application/problem\\+json|text/html; charset=utf-8");
                          } else if (!List.of("/api/sign-up-work", "/pages-logo")
                              .contains(path)) { // 404: off by default
                            read.add(method + " " + path + " " + reply.status());
                          }
                        }));
    assertThat(read)
        .containsExactlyInAnyOrderElementsOf(
            Stream.of(
                    NO_BASIC.stream(),
                    Stream.of(
                            "/",
                            "/.well-known/jwks.json",
                            "/.well-known/openid-configuration",
                            "/auth/.well-known/openid-configuration",
                            "/login",
                            "/account.js",
                            "/login.js",
                            "/sign-up.js",
                            "/signup",
                            "/forgot/done",
                            "/login-link.js",
                            "/logout/done",
                            "/.well-known/oauth-authorization-server",
                            "/.well-known/oauth-protected-resource",
                            "/.well-known/passkey-endpoints",
                            "/.well-known/webauthn",
                            "/api/users/{id}",
                            "/favicon.ico",
                            "/health",
                            "/mail/confirm",
                            "/mail/invitation",
                            "/mail/lost-factor",
                            "/mail/reset",
                            "/mail/undo",
                            "/oauth/form-post.js",
                            "/openapi.json",
                            "/pages.css",
                            "/pages.js",
                            "/passkeys",
                            "/passkeys/page.js",
                            "/passkeys/passkeys.js")
                        .flatMap(
                            path -> Stream.of("GET " + path + " 200", "HEAD " + path + " 200")),
                    Stream.of(
                        "GET /.well-known/change-password 303",
                        "HEAD /.well-known/change-password 303"))
                .flatMap(each -> each)
                .toList());
    assertThat(calls.token("alice", "opensesame")).isNotEmpty();
  }

  @Test
  void preflightsAndUnknownPathsAreAnsweredAsUsual() {
    assertThat(calls.call("OPTIONS", "/api/token", Optional.empty(), with(ALICE, EVIL)).status())
        .isEqualTo(200);
    assertThat(calls.call("POST", "/api/token", Optional.empty(), with(ALICE, EVIL)).status())
        .isEqualTo(405);
    assertThat(get("/nothing", ALICE, EVIL).status()).isEqualTo(404);
  }
}
