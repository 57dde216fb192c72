package dev.restauth.listener;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.http.HttpCalls;
import dev.restauth.listener.WaitingServer.Waiting;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The connection guard. It makes no exception for connections on which the server watches whether
 * the client closes them.
 */
@ExtendWith(QuietLogs.class)
@Timeout(60)
class WatchedConnectionsTest {
  private static final String WAIT = Wire.request("GET /wait");
  private static final String NAME = Wire.request("GET /name", HttpCalls.basic("anna", "x"));

  @TempDir static Path folder;

  @BeforeAll
  static void makeFiles() throws Exception {
    SecureWire.makeFiles(folder);
  }

  private static WaitingServer start(boolean secure, Map<String, String> settings) {
    Map<String, String> all = new HashMap<>(settings);
    if (secure) {
      all.putAll(Map.of("tls-certificate", "good.crt", "tls-key", "good.key"));
    }
    return WaitingServer.start(folder, all);
  }

  private static Wire connect(WaitingServer to, boolean secure) throws Exception {
    return secure ? SecureWire.to(to.port()) : Wire.over(new HttpCalls(to.port()).connect());
  }

  /** Opens an idle connection with a pending read. */
  private static Wire watchedAndIdle(WaitingServer server, boolean secure) throws Exception {
    Wire wire = connect(server, secure).send(WAIT);
    server.waiting().goOn().countDown();
    assertThat(wire.reply().body()).isEqualTo("waited");
    return wire;
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void idleConnectionIsClosedInTime(boolean secure) throws Exception {
    try (WaitingServer server = start(secure, Map.of("idle-timeout", "1s"));
        Wire wire = watchedAndIdle(server, secure)) {
      assertClosed(wire);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void idleConnectionIsClosedForOthers(boolean secure) throws Exception {
    try (WaitingServer server = start(secure, Map.of("max-connections-per-address", "1"));
        Wire idle = watchedAndIdle(server, secure)) {
      while (!answersNext(server, secure)) {
        Thread.onSpinWait();
      }
      assertClosed(idle);
    }
  }

  /**
   * Returns whether the server answers on a new connection. A client has its response a moment
   * before its old connection counts as idle, so the server may first refuse the new connection.
   */
  private static boolean answersNext(WaitingServer server, boolean secure) throws Exception {
    try (Wire next = connect(server, secure)) {
      assertThat(next.send(NAME).reply().body()).isEqualTo("anna");
      return true;
    } catch (IOException stillBusy) {
      return false;
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void waitingRequestIsNotInterrupted(boolean secure) throws Exception {
    try (WaitingServer server = start(secure, Map.of("max-connections-per-address", "1"));
        Wire wire = connect(server, secure).send(WAIT)) {
      Waiting waiting = server.waiting();
      try (Wire next = Wire.over(new HttpCalls(server.port()).connect())) {
        assertThat(next.rest()).isEmpty();
      }
      assertThat(waiting.client().gone()).isFalse();
      waiting.goOn().countDown();
      assertThat(wire.reply().body()).isEqualTo("waited");
    }
  }

  /**
   * The shutdown timeout is longer than the client's timeout. The test would therefore fail if the
   * stop waited for the shutdown timeout.
   */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void idleConnectionDoesNotDelayAStop(boolean secure) throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        WaitingServer server = start(secure, Map.of("shutdown-timeout", "60s"));
        Wire idle = watchedAndIdle(server, secure);
        Wire waits = connect(server, secure).send(WAIT)) {
      Waiting waiting = server.waiting();
      Future<?> stop = threads.submit(server::close);
      assertClosed(idle);
      assertThat(stop.isDone()).isFalse();
      waiting.goOn().countDown();
      assertThat(waits.reply().body()).isEqualTo("waited");
      assertClosed(waits);
      stop.get();
    }
  }

  /** The guard sends no close_notify, even with TLS. */
  private static void assertClosed(Wire wire) {
    try {
      assertThat(wire.rest()).isEmpty();
    } catch (IOException truncated) {
      assertThat(truncated).isNotInstanceOf(java.net.SocketTimeoutException.class);
    }
  }
}
