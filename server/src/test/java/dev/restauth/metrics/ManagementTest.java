package dev.restauth.metrics;

import static dev.restauth.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.restauth.TestServer;
import dev.restauth.config.ConfigException;
import dev.restauth.http.Dispatcher;
import dev.restauth.http.HttpCalls;
import dev.restauth.listener.ManagementListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The management port: its address, and its health checks while a server starts, runs and stops.
 */
class ManagementTest {
  private static final Map<String, String> ANY_PORT = Map.of("management-port", "0");

  @TempDir Path folder;

  @Test
  void healthChecksFollowTheLifeOfAServer() {
    Management management = new Management();
    AtomicBoolean usable = new AtomicBoolean(true);
    Dispatcher dispatcher =
        Dispatcher.forAll(
            management.routes(),
            TestServer.config(folder, Map.of()).get(ManagementSettings.HOST),
            Optional.empty());
    try (ManagementListener listener = ManagementListener.listen("127.0.0.1", 0, dispatcher)) {
      HttpCalls calls = new HttpCalls(listener.port());
      assertThat(states(calls)).containsExactly(200, 503, 503, 503);
      management.start(List.of(), usable::get);
      assertThat(states(calls)).containsExactly(200, 200, 200, 200);
      usable.set(false);
      assertThat(states(calls)).containsExactly(200, 200, 503, 200);
      assertThat(calls.get("/health/ready").body()).isEqualTo("{\"status\":\"not ready\"}\n");
      usable.set(true);
      management.stop();
      assertThat(states(calls)).containsExactly(200, 200, 503, 200);
    }
  }

  private static List<Integer> states(HttpCalls calls) {
    return List.of(
        calls.get("/health/live").status(),
        calls.get("/health/started").status(),
        calls.get("/health/ready").status(),
        calls.get("/metrics").status());
  }

  @Test
  void isAPortOfItsOwnWithoutTheApi() {
    try (TestServer server = TestServer.start(folder, InstantSource.system(), ANY_PORT)) {
      assertThat(states(server.management())).containsOnly(200);
      assertThat(server.management().get("/api/users/1").status()).isEqualTo(404);
      assertThat(server.management().get("/health").status()).isEqualTo(404);
      assertThat(server.calls().get("/metrics").status()).isEqualTo(404);
      assertThat(server.calls().get("/health/live").status()).isEqualTo(404);
      assertThat(
              server
                  .management()
                  .get("/metrics", "Host: attacker.example", "Origin: http://attacker.example")
                  .status())
          .as("a page of a browser on this machine")
          .isEqualTo(421);
    }
  }

  /**
   * DNS rebinding: an attacker's DNS server resolves the host name of a page to this machine. Only
   * the Host field shows this, because browsers send no Origin with GET requests to the same
   * origin.
   */
  @Test
  void answersOnlyUnderItsOwnNames() {
    Map<String, String> named =
        Map.of("management-port", "0", "public-url", "https://Accounts.example.com");
    try (TestServer server = TestServer.start(folder, InstantSource.system(), named)) {
      for (String host :
          List.of("localhost", "LOCALHOST:5001", "127.0.0.1", "[::1]:80", "accounts.example.com")) {
        assertThat(server.management().get("/metrics", "Host: " + host).status())
            .as(host)
            .isEqualTo(200);
      }
      for (String path : List.of("/metrics", "/health/live", "/nowhere")) {
        HttpCalls.Reply reply = server.management().get(path, "Host: attacker.example");
        assertThat(reply.status()).as(path).isEqualTo(421);
        assertThat(reply.body()).doesNotContain("restauth_");
      }
    }
  }

  @Test
  void monitoringGetsInWhileTheApiIsFull() throws IOException {
    Map<String, String> settings = Map.of("management-port", "0", "max-connections", "1");
    try (TestServer server = TestServer.start(folder, InstantSource.system(), settings);
        var busy = server.calls().connect()) {
      busy.getOutputStream().write("GET / HTTP/1.1\r\n".getBytes(StandardCharsets.US_ASCII));
      assertThat(states(server.management())).containsOnly(200);
      assertThat(Scrape.of(server).value("restauth_connections_limit")).isEqualTo(1);
      try (var _ = server.calls().connect()) {
        eventually("one of the two connections is closed or refused", () -> overLimit(server) > 0);
      }
    }
  }

  private static double overLimit(TestServer server) {
    Scrape scrape = Scrape.of(server);
    return scrape.value("restauth_connections_refused_total{reason=\"total_limit\"}")
        + scrape.value("restauth_connections_closed_total{reason=\"total_limit\"}");
  }

  @Test
  void refusesAPortThatIsTaken() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Map<String, String> settings =
          Map.of("management-port", String.valueOf(taken.getLocalPort()));
      assertThatThrownBy(() -> TestServer.start(folder, InstantSource.system(), settings))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessage(
              "cannot listen on 127.0.0.1 port "
                  + taken.getLocalPort()
                  + ": another program uses this port: stop it, or choose another port");
    }
  }

  @Test
  void settingsNameTwoPorts() {
    assertThatThrownBy(
            () -> TestServer.config(folder, Map.of("port", "5000", "management-port", "5000")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("\"management-port\" is 5000, as \"port\" is; choose another");
  }

  @Test
  void warnsIfOthersReachIt() {
    assertThat(
            TestServer.config(
                    folder, Map.of("management-port", "5001", "management-host", "0.0.0.0"))
                .warnings())
        .anyMatch(line -> line.startsWith("management-host: all who reach port 5001"));
    assertThat(TestServer.config(folder, Map.of("management-host", "0.0.0.0")).warnings())
        .noneMatch(line -> line.startsWith("management-host"));
  }
}
