package dev.restauth.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.TestServer;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.listener.QuietLogs;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The pages that may read responses in a browser (CORS protocol of the Fetch standard). */
@ExtendWith(QuietLogs.class)
class CorsTest {
  private static final String APP = "https://app.example";
  private static final String ALLOWED = "access-control-allow-origin";

  @RegisterExtension private static final TestServer off = new TestServer();

  @RegisterExtension
  private static final TestServer on =
      new TestServer(
              Map.of(
                  "public-url",
                  "https://accounts.example:8443",
                  "cors-origins",
                  APP + ",http://localhost:3000"))
          .withAccount("alice", "opensesame");

  private static final HttpCalls calls = on.calls();

  private static Reply preflight(HttpCalls to, String path, String... headers) {
    String[] all = new String[headers.length + 2];
    System.arraycopy(headers, 0, all, 0, headers.length);
    all[headers.length] = "Access-Control-Request-Method: GET";
    all[headers.length + 1] = "Access-Control-Request-Headers: authorization";
    return to.call("OPTIONS", path, Optional.empty(), all);
  }

  @Test
  void isOffUnlessOriginsAreConfigured() {
    for (String origin : new String[] {APP, "null", "*", "http://127.0.0.1:" + off.port()}) {
      for (Reply reply :
          new Reply[] {
            off.calls().get("/api/resource", "Origin: " + origin),
            off.calls().get("/", "Origin: " + origin),
            preflight(off.calls(), "/api/resource", "Origin: " + origin)
          }) {
        assertThat(reply.headers())
            .noneMatch(header -> header.getKey().startsWith("access-control"));
      }
    }
  }

  @Test
  void configuredOriginsMayReadEveryAnswer() {
    for (String origin : new String[] {APP, "http://localhost:3000"}) {
      Reply[] replies = {
        calls.get("/api/resource", HttpCalls.basic("alice", "opensesame"), "Origin: " + origin),
        calls.get("/api/resource", "Origin: " + origin),
        calls.get("/api/users/1", "Origin: " + origin),
        calls.get("/nothing", "Origin: " + origin),
        calls.post("/api/users", "{}", "Origin: " + origin),
        calls.call("PUT", "/api/users", Optional.empty(), "Origin: " + origin)
      };
      for (Reply reply : replies) {
        assertThat(reply.header(ALLOWED)).hasValue(origin);
        assertThat(reply.header("access-control-expose-headers"))
            .hasValue("ETag, Location, Retry-After, WWW-Authenticate");
        assertVaried(reply);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "*",
        "https://APP.example",
        "https://app.example/",
        "https://app.example:443",
        "http://app.example",
        "https://app.example.evil.example",
        "https://evilapp.example",
        "https://app.exampl",
        "https://app.example, https://app.example",
        "https://app.example\r\nOrigin: https://app.example",
        ""
      })
  void otherOriginsMayNotReadAnswers(String origin) {
    for (Reply reply :
        new Reply[] {
          calls.get("/api/resource", "Origin: " + origin),
          preflight(calls, "/api/resource", "Origin: " + origin)
        }) {
      assertThat(reply.header(ALLOWED)).isEmpty();
      assertVaried(reply);
    }
  }

  @Test
  void answersPreflights() {
    Map<String, String> methods =
        Map.of(
            "/api/resource", "GET, HEAD, OPTIONS",
            "/api/users", "POST, OPTIONS",
            "/api/me", "GET, HEAD, PATCH, DELETE, OPTIONS");
    methods.forEach(
        (path, allowed) -> {
          Reply reply = preflight(calls, path, "Origin: " + APP);
          assertThat(reply.status()).isEqualTo(200);
          assertThat(reply.header(ALLOWED)).hasValue(APP);
          assertThat(reply.header("access-control-allow-methods")).hasValue(allowed);
          assertThat(reply.header("access-control-allow-headers"))
              .hasValue("Authorization, Content-Type, If-Match, If-None-Match, Sign-Up-Work");
          assertThat(reply.header("access-control-max-age")).hasValue("600");
          assertVaried(reply);
        });
    assertThat(preflight(calls, "/nothing", "Origin: " + APP).status()).isEqualTo(404);
    assertThat(
            calls
                .call("OPTIONS", "/api/users", Optional.empty(), "Origin: " + APP)
                .header("access-control-allow-methods"))
        .isEmpty();
  }

  /**
   * DNS rebinding: an attacker points a page's host name at this machine. The page then calls this
   * server as its own origin.
   */
  @Test
  void aForeignHostOnLoopbackIsServedButNeverAllowed() {
    for (String host :
        new String[] {
          "evil.example",
          "evil.example:5000",
          "localhost.evil.example",
          "evillocalhost",
          "evillocalhost:5000",
          "evil.localhost",
          "a b",
          ""
        }) {
      Reply reply = calls.get("/api/users/1", "Host: " + host, "Origin: " + APP);
      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.header(ALLOWED)).as(host).isEmpty();
      assertThat(
              preflight(calls, "/api/users/1", "Host: " + host, "Origin: " + APP).header(ALLOWED))
          .isEmpty();
    }
    for (String host :
        new String[] {
          "localhost", "LOCALHOST:5000", "127.0.0.1", "[::1]:80", "192.0.2.1", "Accounts.Example"
        }) {
      assertThat(calls.get("/api/users/1", "Host: " + host, "Origin: " + APP).header(ALLOWED))
          .as(host)
          .hasValue(APP);
    }
  }

  private static void assertVaried(Reply reply) {
    assertThat(reply.header("access-control-allow-credentials")).isEmpty();
    assertThat(String.join(",", reply.all("vary"))).contains("Origin");
  }

  @Test
  void theFrontPageVariesByOriginAndAccept() {
    Reply reply = calls.get("/", "Origin: " + APP);
    assertThat(String.join(", ", reply.all("vary"))).contains("Origin").contains("Accept");
  }
}
