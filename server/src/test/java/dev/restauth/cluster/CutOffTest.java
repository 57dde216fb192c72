package dev.restauth.cluster;

import static dev.restauth.Eventually.eventually;
import static dev.restauth.cluster.TwoServers.check;
import static dev.restauth.http.HttpCalls.basic;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.restauth.LogCatcher;
import dev.restauth.http.HttpCalls.Reply;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server that has lost its connection to the database. It accepts tokens for a limited time, and
 * then none.
 */
class CutOffTest {
  @TempDir Path folder;
  @AutoClose private TwoServers servers;
  @AutoClose private final LogCatcher log = new LogCatcher(StalenessLog.class);

  @BeforeEach
  void start() throws Exception {
    servers = new TwoServers(folder, Map.of("max-staleness", "10s"));
  }

  @Test
  void isStaleThenUnavailableAndAppliesRevocationsBeforeItRecovers() {
    servers.one.calls().register("staying", "python");
    servers.one.calls().register("leaving", "python");
    String staying = servers.token("staying", "python");
    String leaving = servers.token("leaving", "python");
    String cached = basic("leaving", "python");
    assertThat(servers.other.calls().get("/api/resource", cached).status()).isEqualTo(200);
    assertThat(servers.health().json().get("status").asText()).isEqualTo("ok");

    servers.proxy.cut();
    servers.healthBecomes("stale");
    assertThat(servers.health().status()).isEqualTo(200);
    assertThat(servers.health().json().get("heard_seconds_ago").asDouble())
        .isGreaterThanOrEqualTo(3);
    assertThat(check(servers.other, staying)).isEqualTo(200);
    assertThat(servers.other.calls().get("/api/resource", cached).status()).isEqualTo(200);

    assertThat(
            servers
                .one
                .calls()
                .call("DELETE", "/api/token", Optional.empty(), "Authorization: Bearer " + leaving)
                .status())
        .isEqualTo(204);
    servers.healthBecomes("unavailable");
    Reply health = servers.health();
    assertThat(health.status()).isEqualTo(503);
    Reply refused = servers.other.calls().get("/api/resource", "Authorization: Bearer " + staying);
    assertThat(refused.status()).isEqualTo(503);
    assertThat(refused.header("retry-after")).isPresent();
    JsonNode problem = refused.json();
    assertThat(problem.get("detail").asText()).contains("received nothing from the database");
    assertThat(servers.other.calls().get("/api/resource", cached).status()).isEqualTo(503);

    // On a busy machine a poll may fail late, and the server logs nothing before a poll has failed.
    eventually("it was logged", () -> log.levels().contains("SEVERE"));
    Set<Integer> seen = ConcurrentHashMap.newKeySet();
    servers.proxy.restore();
    eventually(
        "it accepts tokens again",
        () -> {
          seen.add(check(servers.other, leaving));
          return check(servers.other, staying) == 200;
        });
    assertThat(check(servers.other, leaving)).isEqualTo(401);
    assertThat(seen).isSubsetOf(503, 401);
    assertThat(servers.health().json().get("status").asText()).isEqualTo("ok");
    // The warning may be missing, or the cache may have become stale again since. StalenessLogTest
    // checks the exact lines.
    eventually("it was logged", () -> log.levels().contains("INFO"));
    assertThat(log.levels()).containsSubsequence("SEVERE", "INFO");
  }
}
