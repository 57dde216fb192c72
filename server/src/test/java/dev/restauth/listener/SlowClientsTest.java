package dev.restauth.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.restauth.TestServer;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Slow clients, with timeouts of one second. The server closes each slow connection, and serves
 * other clients.
 */
@ExtendWith(QuietLogs.class)
class SlowClientsTest {
  private static final String OPTIONS = Wire.request("OPTIONS /api/users");

  @RegisterExtension
  private static final TestServer server =
      new TestServer(Map.of("request-timeout", "3s", "idle-timeout", "3s"));

  private static final ExecutorService drips = Executors.newVirtualThreadPerTaskExecutor();

  @AfterAll
  static void stop() {
    drips.shutdownNow();
  }

  @AfterEach
  void othersAreServed() {
    assertThat(server.calls().get("/").status()).isEqualTo(200);
  }

  /** Sends the bytes one by one, slowly. Returns whether the server read all of them. */
  private static Future<Boolean> drip(Wire wire, String text) {
    return drips.submit(
        () -> {
          try {
            for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
              wire.send(new byte[] {each});
              LockSupport.parkNanos(200_000_000);
            }
            return true;
          } catch (IOException closed) {
            return false; // the server has closed the connection, as expected
          }
        });
  }

  /** All cases run at the same time, because each takes more than a second. */
  @Test
  void slowRequestsAreClosedWithoutAnAnswer() throws Exception {
    String post = Wire.request("POST /api/users", "Content-Type: application/json");
    String head = post.substring(0, post.length() - 2);
    List<Wire> silent = new ArrayList<>();
    List<Wire> dripping = new ArrayList<>();
    List<Wire> answeredOnce = new ArrayList<>();
    for (String start :
        new String[] {
          "",
          "G",
          "GET / HTTP/1.1\r\n",
          head,
          head + "Content-Length: 10\r\n\r\n",
          head + "Content-Length: 10\r\n\r\n12345",
          head + "Transfer-Encoding: chunked\r\n\r\n",
          head + "Transfer-Encoding: chunked\r\n\r\n5\r\n123",
          head + "Transfer-Encoding: chunked\r\n\r\n5\r\n12345\r\n0\r\n"
        }) {
      silent.add(Wire.to(server).send(start));
      Wire wire = Wire.to(server).send(start);
      dripping.add(wire);
      var _ = drip(wire, "\r\nX".repeat(100));
      answeredOnce.add(Wire.to(server).send(OPTIONS + start));
    }
    for (Wire wire : answeredOnce) {
      assertThat(wire.reply().status()).isEqualTo(200);
      assertThat(wire.rest()).isEmpty();
      wire.close();
    }
    for (Wire wire : silent) {
      assertThat(wire.rest()).isEmpty();
      wire.close();
    }
    for (Wire wire : dripping) {
      // The server refuses some of these requests as invalid HTTP before the timeout.
      assertThat(wire.rest()).matches("(?s)|HTTP/1\\.1 400 .*");
      wire.close();
    }
    ConnectionLimitsTest.awaitConnections(server, 0);
  }

  @Test
  void idleConnectionIsClosed() throws IOException {
    try (Wire wire = Wire.to(server)) {
      assertThat(wire.send(OPTIONS).reply().status()).isEqualTo(200);
      assertThat(wire.rest()).isEmpty();
    }
  }

  @Test
  void missingBodyAfterContinueTimesOut() throws IOException {
    try (Wire wire = Wire.to(server)) {
      wire.send(
          Wire.request(
              "POST /api/users",
              "Content-Type: application/json",
              "Content-Length: 10",
              "Expect: 100-continue"));
      assertThat(wire.reply().status()).isEqualTo(100);
      assertThat(wire.rest()).isEmpty();
    }
  }

  @Test
  void refusedClientThatSendsSlowlyIsClosed() throws Exception {
    try (Wire wire = Wire.to(server)) {
      wire.send(Wire.request("POST /nothing", "Content-Length: 99999999"));
      assertThat(wire.reply().status()).isEqualTo(413);
      Future<Boolean> sending = drip(wire, "x".repeat(100));
      assertThat(wire.rest()).isEmpty();
      assertThat(sending.get()).as("all was sent").isFalse();
    }
  }

  /** The server answers a slow client that completes its request in time. */
  @Test
  void requestInPartsIsServed() throws IOException {
    try (TestServer patient =
            TestServer.start(server.folder(), InstantSource.system(), Map.of("data", "parts"));
        Wire wire = Wire.to(patient)) {
      for (byte each : Wire.registration(Wire.account("parts")).getBytes(StandardCharsets.UTF_8)) {
        wire.send(new byte[] {each});
      }
      assertThat(wire.reply().status()).isEqualTo(201);
    }
  }

  @Test
  void clientThatNeverReadsIsClosed() throws Exception {
    try (Wire wire = Wire.to(server)) {
      byte[] requests = Wire.request("GET /").repeat(1000).getBytes(StandardCharsets.UTF_8);
      Future<?> sending =
          drips.submit(
              () -> {
                while (true) {
                  wire.send(requests);
                }
              });
      assertThat(sending).failsWithin(60, TimeUnit.SECONDS);
    }
  }

  /** Discarding a body after the response must not use up the time of the next request. */
  @Test
  void nextRequestHasItsOwnTimeout() throws IOException {
    try (TestServer patient =
            TestServer.start(
                server.folder(),
                InstantSource.system(),
                Map.of("data", "patient", "request-timeout", "8s", "idle-timeout", "60s"));
        Wire wire = Wire.to(patient)) {
      wire.send(Wire.request("POST /nothing", "Content-Length: 2"));
      assertThat(wire.reply().status()).isEqualTo(404);
      wire.send("1").send("2");
      for (String part : new String[] {"", OPTIONS.substring(0, 9)}) {
        wire.send(part).socket().setSoTimeout(4_500);
        assertThatThrownBy(() -> wire.in().read()).isInstanceOf(SocketTimeoutException.class);
      }
      wire.send(OPTIONS.substring(9)).socket().setSoTimeout(20_000);
      assertThat(wire.reply().status()).isEqualTo(200);
    }
  }
}
