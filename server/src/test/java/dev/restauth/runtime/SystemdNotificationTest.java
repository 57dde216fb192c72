package dev.restauth.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.Eventually;
import dev.restauth.ServerProcess;
import dev.restauth.http.HttpCalls;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SystemdNotificationTest {
  @TempDir Path folder;

  @Test
  void sendsToAPath() {
    String path = folder.resolve("notify ü").toString();
    try (NotifySocket socket = NotifySocket.bind(path)) {
      assertThat(SystemdNotification.send(path, "READY=1\nSTATUS=ü")).isTrue();
      assertThat(socket.received()).contains("READY=1\nSTATUS=ü");
      assertThat(socket.received()).isEmpty();
    }
  }

  @Test
  void sendsToAnAbstractSocket() {
    String name = "restauth-test-" + UUID.randomUUID();
    try (NotifySocket socket = NotifySocket.bind("\0" + name)) {
      assertThat(SystemdNotification.send("@" + name, "STOPPING=1")).isTrue();
      assertThat(socket.received()).contains("STOPPING=1");
    }
  }

  @Test
  void sendsNothingIfNobodyListensOrTheAddressIsOfAnotherKind() {
    assertThat(List.of("", "/", "@", "vsock:2:1234", "relative", folder + "/missing"))
        .allSatisfy(socket -> assertThat(SystemdNotification.send(socket, "READY=1")).isFalse());
  }

  @Test
  void refusesAPathThatDoesNotFit() {
    String fits = "\0" + UUID.randomUUID() + "x".repeat(70); // 107 bytes
    try (NotifySocket socket = NotifySocket.bind(fits)) {
      assertThat(SystemdNotification.send("@" + fits.substring(1), "READY=1")).isTrue();
      assertThat(socket.received()).contains("READY=1");
    }
    assertThat(SystemdNotification.send("@" + fits.substring(1) + "x", "READY=1")).isFalse();
  }

  @Test
  void serverSaysThatItIsReadyAndThatItStops() {
    String path = folder.resolve("notify").toString();
    try (NotifySocket socket = NotifySocket.bind(path);
        ServerProcess process =
            ServerProcess.serve(folder, Map.of(SystemdNotification.VARIABLE, path))) {
      HttpCalls calls = process.ready();
      List<String> states = new ArrayList<>();
      Eventually.eventually("it is ready", () -> !received(socket, states).isEmpty());
      assertThat(states)
          .containsExactly("READY=1\nSTATUS=serves on http://127.0.0.1:" + calls.port());

      ServerProcess.Ended ended = process.terminate();
      assertThat(received(socket, states)).hasSize(2).last().isEqualTo("STOPPING=1");
      assertThat(ended.exitCode()).isZero();
      assertThat(ended.err()).doesNotContain(" WARN ");
    }
  }

  @Test
  void serverServesAndWarnsIfSystemdDoesNotListen() {
    Map<String, String> environment =
        Map.of(SystemdNotification.VARIABLE, folder.resolve("missing").toString());
    try (ServerProcess process = ServerProcess.serve(folder, environment)) {
      assertThat(process.ready().get("/health").status()).isEqualTo(200);
      process.awaitLogged("systemd does not get the state of this server");
    }
  }

  private static List<String> received(NotifySocket socket, List<String> states) {
    socket.received().ifPresent(states::add);
    return states;
  }
}
