package dev.restauth.http;

import static dev.restauth.http.RoutesTest.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.TestServer;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.listener.QuietLogs;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * DNS rebinding: an attacker has pointed a page's host name at this machine, so the page calls this
 * server as its own origin.
 */
@ExtendWith(QuietLogs.class)
class ReboundNameTest {
  private static final String ACCOUNT = "{\"username\":\"eve\",\"password\":\"opensesame\"}";

  @RegisterExtension
  private static final TestServer server =
      new TestServer(Map.of("cors-origins", "https://app.example"));

  private static final HttpCalls calls = server.calls();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example",
        "EVIL.example:5000",
        "localhost.evil.example",
        "evillocalhost",
        "evil.localhost",
        "127.0.0.1.evil.example",
        "a b",
        ""
      })
  void isMisdirected(String host) {
    for (String origin : List.of("http://" + host, "https://app.example", "null")) {
      String[] fields = {"Host: " + host, "Origin: " + origin};
      Reply registration = calls.post("/api/users", ACCOUNT, fields);
      assertProblem(registration, 421);
      assertThat(registration.json().get("type").asText()).endsWith("/misdirected-request");
      assertThat(registration.json().get("detail").asText()).contains("public-url");
      for (String path : List.of("/", "/api/users/1", "/api/token", "/nothing")) {
        assertThat(calls.get(path, fields).status()).as(path).isEqualTo(421);
        Reply preflight =
            calls.call(
                "OPTIONS",
                path,
                Optional.empty(),
                fields[0],
                fields[1],
                "Access-Control-Request-Method: GET");
        assertThat(preflight.status()).isEqualTo(421);
        assertThat(preflight.header("access-control-allow-origin")).isEmpty();
      }
    }
    assertThat(calls.get("/health", "Host: " + host).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "LOCALHOST:5000", "127.0.0.1", "[::1]:80", "192.0.2.1:5000"})
  void localhostAndAddressesAreServed(String host) {
    String origin = "Origin: http://" + host;
    assertThat(calls.get("/health", "Host: " + host, origin).status()).isEqualTo(200);
    assertThat(calls.post("/api/users", "{}", "Host: " + host, origin).status()).isEqualTo(400);
  }

  /**
   * A proxy on the same machine forwards its own host name, which must then be configured as the
   * public URL.
   */
  @Test
  void aPublicUrlAllowsEveryName() {
    Map<String, String> settings =
        Map.of("public-url", "https://accounts.example", "data", "with-public-url");
    try (TestServer other = TestServer.start(server.folder(), InstantSource.system(), settings)) {
      String[] fields = {"Host: accounts.example", "Origin: https://accounts.example"};
      assertThat(other.calls().post("/api/users", ACCOUNT, fields).status()).isEqualTo(201);
    }
  }
}
