package dev.restauth.listener;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.ServerProcess;
import dev.restauth.ServerProcess.Ended;
import dev.restauth.TestServer;
import dev.restauth.http.HttpCalls;
import dev.restauth.http.HttpCalls.Reply;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server process that is stopped with SIGTERM. */
class GracefulStopTest {
  @TempDir Path folder;

  private ServerProcess start(String... settings) {
    List<String> arguments = new ArrayList<>(List.of("serve", "--port=0", "--log-format=json"));
    arguments.addAll(List.of(settings));
    return ServerProcess.start(folder, Map.of(), arguments.toArray(String[]::new));
  }

  private static Wire connect(HttpCalls to) throws IOException {
    return Wire.over(to.connect());
  }

  private static void assertServed(HttpCalls calls) {
    assertThat(calls.get("/").status()).isEqualTo(200);
  }

  private static void awaitRefusal(HttpCalls calls) {
    for (int i = 0; i < 6_000; i++) {
      try {
        calls.connect().close();
        LockSupport.parkNanos(10_000_000);
      } catch (IOException refused) {
        return;
      }
    }
    throw new AssertionError("it still accepts connections");
  }

  /**
   * Checks that the server exits by itself, long before five minutes have passed, and logs no
   * warnings.
   */
  private static void assertEndsWell(ServerProcess server) {
    Ended ended = server.ended();
    assertThat(ended.exitCode()).isZero();
    assertThat(ended.out()).isEmpty();
    assertThat(ended.err().lines()).allMatch(line -> line.contains("\"level\":\"INFO\""));
  }

  @Test
  void idleConnectionsDoNotDelayIt() throws Exception {
    try (ServerProcess server = start("--shutdown-timeout=5m")) {
      HttpCalls calls = server.ready();
      try (Wire silent = connect(calls);
          Wire half = connect(calls);
          Wire idle = connect(calls)) {
        half.send("GET / HT");
        assertThat(idle.send(Wire.request("GET /")).reply().status()).isEqualTo(200);
        server.signal();
        assertEndsWell(server); // without waiting for the shutdown timeout
        assertThat(idle.rest() + half.rest() + silent.rest()).isEmpty();
      }
    }
  }

  @Test
  void runningRequestsFinishAndNoNewOnesStart() throws Exception {
    try (ServerProcess server =
        start("--argon2-memory=32768", "--argon2-iterations=48", "--shutdown-timeout=5m")) {
      HttpCalls calls = server.ready();
      try (Wire half = connect(calls);
          Wire hashing = connect(calls)) {
        String request = Wire.registration(Wire.account("half"));
        half.send(request.substring(0, request.length() - 5));
        hashing.send(Wire.registration(Wire.account("hashing")) + Wire.request("GET /"));
        assertServed(calls); // the server has read the other requests before this one
        server.signal();
        awaitRefusal(calls);
        half.send(request.substring(request.length() - 5));
        for (Wire wire : new Wire[] {half, hashing}) {
          Reply reply = wire.reply();
          assertThat(reply.status()).isEqualTo(201);
          assertThat(reply.header("connection")).hasValue("close");
          assertThat(wire.rest()).isEmpty();
        }
        assertEndsWell(server);
      }
    }
    try (TestServer again = TestServer.start(folder, InstantSource.system(), Map.of())) {
      assertThat(again.calls().get("/api/users/1").status()).isEqualTo(200);
      assertThat(again.calls().get("/api/users/2").status()).isEqualTo(200);
    }
  }

  @Test
  void endlessRequestsAreInterrupted() throws Exception {
    try (ServerProcess server = start("--shutdown-timeout=1s", "--request-timeout=5m")) {
      HttpCalls calls = server.ready();
      try (Wire half = connect(calls)) {
        half.send(Wire.registration(Wire.account("half")).replace("}", ""));
        assertServed(calls);
        server.signal();
        assertEndsWell(server);
        assertThat(half.rest()).isEmpty();
      }
    }
  }
}
