package dev.restauth.http;

import static dev.restauth.http.RoutesTest.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.listener.QuietLogs;
import dev.restauth.listener.WaitingServer;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The response to a throttled log-in: 429 with the time to wait, and nothing else. */
@ExtendWith(QuietLogs.class)
class ThrottledTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "PT-1S, 1",
    "PT0S, 1",
    "PT0.000000001S, 1",
    "PT1S, 1",
    "PT1.000000001S, 2",
    "PT29.999999999S, 30",
    "PT30S, 30",
    "PT48H, 172800"
  })
  void sendsWholeSecondsRoundedUp(Duration retryAfter, String seconds) {
    try (WaitingServer server =
        WaitingServer.start(
            folder, Map.of(), (name, password, client) -> new LoginOutcome.Throttled(retryAfter))) {
      HttpCalls calls = new HttpCalls(server.port());
      for (String accept : new String[] {"text/html", "application/json"}) {
        Reply reply = calls.get("/name", HttpCalls.basic("anna", "x"), "Accept: " + accept);
        assertProblem(reply, 429);
        assertThat(reply.json().get("type").asText()).endsWith("/too-many-attempts");
        assertThat(reply.json().get("detail").asText()).contains("Retry-After", "try again");
        assertThat(reply.header("retry-after")).hasValue(seconds);
        assertThat(reply.header("cache-control")).hasValue("no-store");
        assertThat(reply.all("www-authenticate")).isEmpty();
      }
      Reply head = calls.call("HEAD", "/name", Optional.empty(), HttpCalls.basic("anna", "x"));
      assertThat(head.status()).isEqualTo(429);
      assertThat(head.header("retry-after")).hasValue(seconds);
    }
  }

  @Test
  void theAuthenticatorGetsTheClient() {
    Queue<InetAddress> seen = new ConcurrentLinkedQueue<>();
    try (WaitingServer server =
        WaitingServer.start(
            folder,
            Map.of("trusted-proxies", "127.0.0.1"),
            (name, password, client) -> {
              seen.add(client.address());
              return new LoginOutcome.Refused();
            })) {
      Reply reply =
          new HttpCalls(server.port())
              .get("/name", HttpCalls.basic("anna", "x"), "X-Forwarded-For: 192.0.2.1");
      assertThat(reply.status()).isEqualTo(401);
    }
    assertThat(seen).containsExactly(InetAddress.ofLiteral("192.0.2.1"));
  }
}
