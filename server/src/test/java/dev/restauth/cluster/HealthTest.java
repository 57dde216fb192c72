package dev.restauth.cluster;

import static dev.restauth.Eventually.eventually;
import static dev.restauth.http.HttpCalls.basic;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.LogCatcher;
import dev.restauth.TestServer;
import dev.restauth.http.HttpCalls;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.oauth.OauthCalls;
import dev.restauth.store.sql.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The health that a server reports, and the server's behavior while its clock is wrong. */
class HealthTest {
  @TempDir Path folder;

  @Test
  void singleServerIsOk() {
    try (TestServer server = TestServer.start(folder)) {
      Reply reply = server.calls().get("/health");
      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.body()).isEqualTo("{\"status\":\"ok\"}\n");
      assertThat(reply.header("cache-control")).hasValue("no-store");
      Reply head = server.calls().call("HEAD", "/health", Optional.empty());
      assertThat(head.status()).isEqualTo(200);
      assertThat(head.body()).isEmpty();
    }
  }

  @Test
  void issuesNoTokenWhileItsClockIsWrong() throws Exception {
    AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);
    InstantSource clock = () -> InstantSource.system().instant().plus(ahead.get());
    try (LogCatcher log = new LogCatcher(ClockDrift.class);
        TestServer server =
            TestServer.start(
                folder, clock, TestServer.sharing(folder, TestDatabase.postgresUrl()))) {
      HttpCalls calls = server.calls();
      calls.register("miguel", "python");
      String refresh = new OauthCalls(calls).logIn("miguel", "python").refresh();
      String token = calls.token("miguel", "python");

      ahead.set(Duration.ofSeconds(40));
      eventually("it notices", () -> logIn(calls).status() == 503);
      assertThat(logIn(calls).json().get("detail").asText()).contains("clock");
      assertThat(logIn(calls).header("retry-after")).isPresent();
      assertThat(calls.get("/api/token", bearer(token)).status()).isEqualTo(503);
      assertThat(refresh(calls, refresh).status()).isEqualTo(503);
      assertThat(calls.get("/api/resource", bearer(token)).status()).isEqualTo(200);
      Reply health = calls.get("/health");
      assertThat(health.status()).isEqualTo(200);
      assertThat(health.json().get("clock_ahead_seconds").asDouble()).isBetween(30.0, 50.0);

      ahead.set(Duration.ZERO);
      eventually("it recovers", () -> logIn(calls).status() == 200);
      assertThat(refresh(calls, refresh).status()).as("was not used up").isEqualTo(200);
      eventually("it is logged", () -> log.levels().size() == 2);
      assertThat(log.levels()).containsExactly("SEVERE", "INFO");
    }
  }

  private static Reply logIn(HttpCalls calls) {
    return calls.get("/api/token", basic("miguel", "python"));
  }

  private static Reply refresh(HttpCalls calls, String token) {
    return calls.form("/oauth/token", "grant_type=refresh_token&refresh_token=" + token);
  }

  private static String bearer(String token) {
    return "Authorization: Bearer " + token;
  }
}
