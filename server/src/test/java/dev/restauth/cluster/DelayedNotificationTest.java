package dev.restauth.cluster;

import static dev.restauth.cluster.TwoServers.check;
import static dev.restauth.http.HttpCalls.basic;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server accepts the tokens that it issues, even if its caches do not yet contain another
 * server's changes.
 */
class DelayedNotificationTest {
  @TempDir Path folder;
  @AutoClose private TwoServers servers;

  @BeforeEach
  void start() throws Exception {
    servers = new TwoServers(folder, Map.of("max-staleness", "5m"));
  }

  @Test
  void tokenIssuedAfterAPasswordChangeOnAnotherServer() {
    servers.one.calls().register("miguel", "python");
    String before = servers.token("miguel", "python");
    servers.proxy.deafen();
    assertThat(
            servers
                .one
                .calls()
                .post(
                    "/api/me/password",
                    "{\"current_password\":\"python\",\"new_password\":\"monty\"}",
                    basic("miguel", "python"))
                .status())
        .isEqualTo(204);
    assertThat(check(servers.other, before)).as("not notified yet").isEqualTo(200);
    assertThat(check(servers.other, servers.other.calls().token("miguel", "monty"))).isEqualTo(200);
    assertThat(check(servers.other, before)).as("the newer token showed the change").isEqualTo(401);
    servers.proxy.restore();
  }
}
