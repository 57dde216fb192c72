package dev.restauth.feed;

import static dev.restauth.Eventually.eventually;
import static dev.restauth.http.HttpCalls.basic;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.TestServer;
import dev.restauth.http.HttpCalls;
import dev.restauth.http.HttpCalls.Reply;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Access to the feed, and the lifetime of its connections. */
class SubscriberTest {
  private static final String PATH = "/api/revocations";
  private static final String MIGUEL = basic("miguel", "python");

  @RegisterExtension
  private final TestServer server = new TestServer().withAccount("miguel", "python");

  private final HttpCalls calls = server.calls();
  private String key = "";

  @BeforeEach
  void start() {
    key = server.serviceKey("shop", "revocations:read");
  }

  private String token() {
    return calls.token("miguel", "python");
  }

  private void logOut(String token) {
    Reply reply =
        calls.call("DELETE", "/api/token", Optional.empty(), "Authorization: Bearer " + token);
    assertThat(reply.status()).isEqualTo(204);
  }

  @Test
  void endsWhenItsKeyIsDisabled() {
    try (FeedClient client = FeedClient.connect(server, key)) {
      client.until("heartbeat");
      server.operate("service-key.disable", Map.of("name", "shop"));

      client.awaitEnd();
    }
    assertThat(calls.get(PATH, "Authorization: Bearer " + key).status()).isEqualTo(401);
  }

  @Test
  void continuesIfAnotherKeyIsDeleted() {
    server.serviceKey("other", "revocations:read");
    try (FeedClient client = FeedClient.connect(server, key)) {
      client.until("heartbeat");
      server.operate("service-key.delete", Map.of("name", "other"));
      logOut(token());

      assertThat(client.event().event()).isEqualTo("session");
    }
  }

  @Test
  void isOnlyForServicesWithTheScope() {
    String asking = server.serviceKey("asks", "tokens:introspect");

    assertThat(calls.get(PATH).status()).isEqualTo(401);
    assertThat(calls.get(PATH, MIGUEL).status()).isEqualTo(401);
    assertThat(calls.get(PATH, "Authorization: Bearer " + token()).status()).isEqualTo(401);
    Reply refused = calls.get(PATH, "Authorization: Bearer " + asking);
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.header("www-authenticate").orElseThrow())
        .contains("error=\"insufficient_scope\"", "scope=\"revocations:read\"");
  }

  @Test
  void headHasNoBody() throws IOException {
    try (Socket socket = calls.connect()) {
      FeedClient.send(socket, "HEAD", key, "");
      String all = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(all)
          .startsWith("HTTP/1.1 200")
          .contains("text/event-stream", "Connection: close")
          .endsWith("\r\n\r\n")
          .doesNotContain("event:");
    }
  }

  @Test
  void endsAtOnceWhenTheServerStops() {
    try (FeedClient client = FeedClient.connect(server, key)) {
      client.until("heartbeat");
      server.close();

      client.awaitEnd();
    }
  }

  @Test
  void outlastsTheTimeoutsOfRequests() {
    server.restart(Map.of("request-timeout", "1s", "idle-timeout", "1s"));
    try (FeedClient client = FeedClient.connect(server, key)) {
      for (int i = 0; i < 4; i++) { // a heartbeat arrives each second
        client.until("heartbeat");
      }
      logOut(token());
      assertThat(client.event().event()).isEqualTo("session");
    }
  }

  @Test
  void streamIsNotEvictedByNewConnections() throws IOException {
    server.restart(Map.of("max-connections-per-address", "3"));
    try (FeedClient one = FeedClient.connect(server, key);
        FeedClient two = FeedClient.connect(server, key);
        Socket idle = calls.connect()) {
      one.until("heartbeat");
      two.until("heartbeat");
      String token = token(); // the server closes the idle connection to accept this one
      eventually("its connection is closed", () -> server.connections() == 2);
      logOut(token);

      assertThat(idle.getInputStream().read()).isNegative();
      assertThat(one.event().event()).isEqualTo("session");
      assertThat(two.event().event()).isEqualTo("session");
    }
  }

  @Test
  void connectionOfALeavingClientIsClosed() {
    FeedClient client = FeedClient.connect(server, key);
    client.until("heartbeat");
    client.close();

    eventually("it is gone", () -> server.connections() == 0);
  }
}
