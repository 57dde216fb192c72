package dev.restauth.listener;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.TestServer;
import dev.restauth.http.HttpCalls;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Connection limits. The server closes idle connections to make room for new ones, but never closes
 * a connection with a running request.
 */
@ExtendWith(QuietLogs.class)
class ConnectionLimitsTest {
  private static final int BY_ADDRESS = 8;
  private static final int TOTAL = 16;
  private static final String OPTIONS = Wire.request("OPTIONS /api/users");

  @RegisterExtension
  private static final TestServer server =
      new TestServer(
              Map.of(
                  "max-connections",
                  Integer.toString(TOTAL),
                  "max-connections-per-address",
                  Integer.toString(BY_ADDRESS),
                  "hashing-threads",
                  "1",
                  "argon2-iterations",
                  "8"))
          .withAccount("alice", "opensesame");

  private static final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  @AfterAll
  static void stop() {
    threads.shutdownNow();
  }

  /** Opens a connection from another address of this machine. */
  private static Wire from(String address) throws IOException {
    Socket socket = new Socket();
    socket.bind(new InetSocketAddress(InetAddress.getByName(address), 0));
    socket.setSoTimeout(20_000);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
    return Wire.over(socket);
  }

  private static void awaitConnections(int count) throws InterruptedException {
    awaitConnections(server, count);
  }

  static void awaitConnections(TestServer server, int count) throws InterruptedException {
    for (int i = 0; i < 2_400 && server.connections() != count; i++) {
      new Semaphore(0).tryAcquire(25, TimeUnit.MILLISECONDS);
    }
    assertThat(server.connections()).isEqualTo(count);
  }

  @Test
  void idleSocketsOfOneAddressDoNotBlockOthers() throws Exception {
    List<Wire> silent = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      silent.add(Wire.to(server));
      if (i % 10 == 9) {
        assertThat(server.calls().get("/").status()).isEqualTo(200);
      }
      assertThat(server.connections()).isLessThanOrEqualTo(BY_ADDRESS);
    }
    for (Wire wire : silent) {
      wire.close();
    }
    awaitConnections(0);
  }

  @Test
  void idleSocketsOfManyAddressesDoNotBlockOthers() throws Exception {
    List<Wire> silent = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      silent.add(from("127.0.0." + (10 + i % 20)));
      if (i % 10 == 9) {
        assertThat(server.calls().get("/").status()).isEqualTo(200);
      }
      assertThat(server.connections()).isLessThanOrEqualTo(TOTAL);
    }
    for (Wire wire : silent) {
      wire.close();
    }
    awaitConnections(0);
  }

  /**
   * The server closes a connection of the address with the most connections, not another address's
   * only connection.
   */
  @Test
  void addressWithTheMostConnectionsIsReducedFirst() throws Exception {
    try (Wire alone = from("127.0.0.2")) {
      assertThat(alone.send(OPTIONS).reply().status()).isEqualTo(200);
      List<Wire> crowd = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        crowd.add(from("127.0.0." + (10 + i % 4)));
      }
      assertThat(alone.send(OPTIONS).reply().status()).isEqualTo(200);
      for (Wire wire : crowd) {
        wire.close();
      }
    }
    awaitConnections(0);
  }

  /**
   * The flood comes from one address, as fast as this machine can open connections. The server has
   * the default limit.
   */
  @Test
  void floodOfIdleSocketsDoesNotBlockOthers() throws Exception {
    try (TestServer ordinary =
        TestServer.start(server.folder(), InstantSource.system(), Map.of("data", "ordinary"))) {
      AtomicBoolean over = new AtomicBoolean();
      CountDownLatch flowing = new CountDownLatch(1);
      Future<?> flood = threads.submit(() -> flood(ordinary, over, flowing));
      try {
        flowing.await();
        int tries = 0;
        for (int i = 0; i < 50; i++) {
          tries += triesUntilServed(ordinary);
        }
        assertThat(tries).isLessThanOrEqualTo(3 * 50);
      } finally {
        over.set(true);
        flood.get();
      }
      awaitConnections(ordinary, 0);
    }
  }

  private static @Nullable Void flood(TestServer to, AtomicBoolean over, CountDownLatch flowing)
      throws IOException {
    Deque<Wire> open = new ArrayDeque<>();
    while (!over.get()) {
      open.add(Wire.to(to));
      if (open.size() == 600) {
        flowing.countDown();
        open.remove().close();
      }
    }
    for (Wire wire : open) {
      wire.close();
    }
    return null;
  }

  /**
   * Returns the number of attempts until the server answers. The server may close a connection only
   * if this thread was delayed before it sent its request.
   */
  private static int triesUntilServed(TestServer by) {
    for (int tries = 1; ; tries++) {
      try (Wire wire = Wire.to(by)) {
        assertThat(wire.send(OPTIONS).reply().status()).isEqualTo(200);
        return tries;
      } catch (IOException closed) {
        assertThat(tries).isLessThan(20);
      }
    }
  }

  @Test
  void requestsInProgressAreNeverInterrupted() throws Exception {
    String request = Wire.request("GET /api/resource", HttpCalls.basic("alice", "opensesame"));
    List<Wire> working = new ArrayList<>();
    for (int i = 0; i < BY_ADDRESS - 1; i++) {
      working.add(Wire.to(server).send(request));
    }
    List<Wire> silent = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      silent.add(Wire.to(server));
    }
    for (Wire wire : working) {
      assertThat(wire.reply().status()).isEqualTo(200);
      wire.close();
    }
    for (Wire wire : silent) {
      wire.close();
    }
    awaitConnections(0);
  }

  @Test
  void newConnectionIsClosedAtOnceIfAllAreBusyAndLaterOnesAreServed() throws Exception {
    String request = Wire.request("GET /api/resource", HttpCalls.basic("alice", "opensesame"));
    List<Wire> working = new ArrayList<>();
    for (int i = 0; i < BY_ADDRESS; i++) {
      working.add(Wire.to(server).send(request));
    }
    try (Wire late = Wire.to(server)) {
      String last = Wire.request("OPTIONS /api/users", "Connection: close");
      late.sendWhatGoes(last.getBytes(StandardCharsets.UTF_8));
      assertThat(late.rest()).matches("(?s)|HTTP/1.1 200 .*");
    }
    for (Wire wire : working) {
      assertThat(wire.reply().status()).isEqualTo(200);
      wire.close();
    }
    assertThat(server.calls().get("/").status()).isEqualTo(200);
    awaitConnections(0);
  }

  @Test
  void thousandAbusiveConnectionsLeaveNothingBehind() throws Exception {
    String[] starts = {
      "",
      "GET",
      "\u0000\u0001",
      "GET / HTTP/1.1\r\nHost: x\r\n",
      Wire.request("POST /api/users", "Content-Type: application/json", "Content-Length: 99") + "{",
      Wire.request("GET /").repeat(20),
      Wire.request("GET /", "Connection: close"),
      Wire.request("POST /nothing", "Content-Length: 999999"),
    };
    for (int i = 0; i < 1000; i++) {
      Wire wire =
          Wire.to(server).sendWhatGoes(starts[i % starts.length].getBytes(StandardCharsets.UTF_8));
      if (i % 3 == 0) {
        wire.reset();
      } else {
        wire.close();
      }
    }
    awaitConnections(0);
    // Some connections may have waited in the backlog and be served only now.
    assertThat(triesUntilServed(server)).isPositive();
    awaitConnections(0);
  }
}
