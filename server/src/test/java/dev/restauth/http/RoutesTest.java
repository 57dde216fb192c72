package dev.restauth.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.TestServer;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.listener.QuietLogs;
import dev.restauth.listener.Wire;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Paths and methods: only the literal path reaches a route, and the response to another method has
 * the field Allow.
 */
@ExtendWith(QuietLogs.class)
public class RoutesTest {
  private static final String ALICE = HttpCalls.basic("alice", "opensesame");
  private static final Map<String, String> ALLOW =
      Map.ofEntries(
          Map.entry("/oauth/token", "POST, OPTIONS"),
          Map.entry("/oauth/revoke", "POST, OPTIONS"),
          Map.entry("/oauth/introspect", "POST, OPTIONS"),
          Map.entry("/api/revocations", "GET, HEAD, OPTIONS"),
          Map.entry("/.well-known/jwks.json", "GET, HEAD, OPTIONS"),
          Map.entry("/health", "GET, HEAD, OPTIONS"),
          Map.entry("/", "GET, HEAD, OPTIONS"),
          Map.entry("/openapi.json", "GET, HEAD, OPTIONS"),
          Map.entry("/api/users", "POST, OPTIONS"),
          Map.entry("/api/users/1", "GET, HEAD, OPTIONS"),
          Map.entry("/api/token", "GET, HEAD, DELETE, OPTIONS"),
          Map.entry("/api/resource", "GET, HEAD, OPTIONS"),
          Map.entry("/api/me", "GET, HEAD, PATCH, DELETE, OPTIONS"),
          Map.entry("/api/me/password", "POST, PUT, DELETE, OPTIONS"),
          Map.entry("/api/me/sessions", "GET, HEAD, DELETE, OPTIONS"),
          Map.entry("/api/me/sessions/0123456789-_abcdefghIJ", "DELETE, OPTIONS"));

  @RegisterExtension
  private static final TestServer server = new TestServer().withAccount("alice", "opensesame");

  private static final HttpCalls calls = server.calls();

  @Test
  void optionsReturnsTheAllowedMethods() {
    ALLOW.forEach(
        (path, allow) -> {
          Reply reply = calls.call("OPTIONS", path, Optional.empty());
          assertThat(reply.status()).as(path).isEqualTo(200);
          assertThat(reply.header("allow")).as(path).hasValue(allow);
          assertThat(reply.header("content-length")).as(path).hasValue("0");
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "POST", "PUT", "PATCH", "DELETE", "TRACE", "FOO"})
  void otherMethodsGetTheAllowedMethods(String method) {
    ALLOW.forEach(
        (path, allow) -> {
          if (!(", " + allow + ",").contains(", " + method + ",")) {
            Reply reply = calls.call(method, path, Optional.empty());
            assertProblem(reply, 405);
            assertThat(reply.header("allow")).as(path).hasValue(allow);
          }
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "HEAD", "POST", "OPTIONS", "FOO"})
  void unknownPathsAreNotFound(String method) {
    Reply reply = calls.call(method, "/api/nothing", Optional.empty());
    assertThat(reply.status()).isEqualTo(404);
    assertThat(reply.header("content-type")).hasValue("application/problem+json");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/openapi.json",
        "/api/users/1",
        "/api/users/9999",
        "/api/users",
        "/api/token",
        "/api/resource",
        "/nothing"
      })
  void headIsGetWithoutABody(String path) throws IOException {
    String get = Wire.request("GET " + path, ALICE);
    try (Wire wire = Wire.to(server)) {
      Reply full = wire.send(get).reply();
      wire.send(get.replaceFirst("GET", "HEAD"));
      // The second response begins directly after the first response's header.
      wire.send(Wire.request("OPTIONS /api/users"));
      Reply head = headOnly(wire);
      assertThat(head.status()).isEqualTo(full.status());
      assertThat(head.header("content-length"))
          .isEqualTo(full.header("content-length"))
          .isNotEqualTo(Optional.of("0"));
      assertThat(head.header("content-type")).isEqualTo(full.header("content-type"));
      assertThat(wire.reply().header("allow")).hasValue("POST, OPTIONS");
    }
  }

  @Test
  void headOfARefusalHasNoBody() throws IOException {
    try (Wire wire = Wire.to(server)) {
      wire.send(Wire.request("HEAD /api/resource") + Wire.request("OPTIONS /api/users"));
      Reply head = headOnly(wire);
      assertThat(head.status()).isEqualTo(401);
      assertThat(head.header("content-length")).hasValue("19");
      assertThat(wire.reply().status()).isEqualTo(200);
    }
  }

  private static Reply headOnly(Wire wire) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      head.append((char) wire.in().read());
    }
    return HttpCalls.head(head.toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/resource/",
        "//api/resource",
        "/api//resource",
        "/./api/resource",
        "/api/./resource",
        "/x/../api/resource",
        "/../api/resource",
        "/api/resource/.",
        "/api/resource/x/..",
        "/api/resource;x=1",
        "/api/resource;",
        "/api;x=1/resource",
        "/;x/api/resource",
        "/api/%72esource",
        "/%61pi/resource",
        "/api%2Fresource",
        "/api/resource%20",
        "/api/resource%00",
        "/api/resource%3Fx",
        "/API/resource",
        "/api/Resource",
        "/api",
        "/api/",
        "/api/users/1/",
        "/api/users//1",
        "/api/users/1;x",
        "/api/users/",
        "/api/users/.",
        "/api/users/1/.",
        "/api/users/%2e%2e/resource",
        "/api/users/../resource"
      })
  void otherSpellingsOfAPathAreNotFound(String path) {
    assertProblem(calls.get(path, ALICE), 404);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/resource?x=1",
        "/api/resource?",
        "/api/resource?a=%ff&b=;/../&c=//",
        "/api/resource?next=http://example.com/",
        "http://localhost/api/resource",
        "http://elsewhere.example:81/api/resource?x",
        "https://localhost/api/resource",
        "HTTP://localhost/api/resource"
      })
  void aQueryAndTheAbsoluteFormAreTheSameResource(String target) {
    assertThat(calls.get(target, ALICE).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "*",
        "api/resource",
        "localhost:80",
        "http:/api/resource",
        "http://localhost",
        "/api/resource#x",
        "#",
        "?",
        "/%",
        "/%zz",
        "/%c3%28",
        "/\\api\\resource",
        "/api/resource\u0007",
        "/<script>",
        "/ü",
        "/api/users/{id}"
      })
  void invalidTargetsAreClientErrors(String target) {
    for (String method : new String[] {"GET", "OPTIONS", "CONNECT", "FOO"}) {
      Reply reply = calls.call(method, target, Optional.empty(), ALICE);
      assertThat(reply.status()).as(method).isIn(200, 400, 404, 405);
      assertThat(reply.body()).doesNotContain("script");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "00",
        "9999",
        "9223372036854775807",
        "9223372036854775808",
        "18446744073709551616",
        "18446744073709551617"
      })
  void unknownIdsAre400(String id) {
    assertProblem(calls.get("/api/users/" + id), 400);
  }

  @Test
  void aVeryLongIdIsUnknown() {
    assertProblem(calls.get("/api/users/" + "1".repeat(400)), 400);
    assertProblem(calls.get("/api/users/" + "0".repeat(4000) + "2"), 400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "01", "001", "0000000000000000000000000000000000000001"})
  void anIdIsANumber(String id) {
    Reply reply = calls.get("/api/users/" + id);
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.json().get("username").asText()).isEqualTo("alice");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-1", "-0", "+1", "1.0", "1e0", "0x1", "1_0", "1,0", "%D9%A1", "1%20", "%201", "1-1", "id",
        "1L", "٣"
      })
  void anIdThatIsNotANonNegativeIntegerIsNotFound(String id) {
    assertThat(calls.get("/api/users/" + id).status()).isIn(400, 404);
    if (id.chars().allMatch(c -> c < 128)) {
      assertProblem(calls.get("/api/users/" + id), 404);
    }
  }

  public static void assertProblem(Reply reply, int status) {
    assertThat(reply.status()).as(reply.toString()).isEqualTo(status);
    assertThat(reply.header("content-type")).hasValue("application/problem+json");
    assertThat(reply.json().get("status").asInt()).isEqualTo(status);
    assertThat(reply.json().get("type").asText()).startsWith("https://");
    assertThat(reply.json().get("title").asText()).isNotBlank();
    assertThat(reply.json().get("detail").asText()).isNotBlank();
  }
}
