package dev.restauth.listener;

import static dev.restauth.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.restauth.TestServer;
import dev.restauth.metrics.Scrape;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The cost of TLS handshakes, which clients cause before anybody knows them. */
@ExtendWith({QuietLogs.class, GatedSignatures.class})
class TlsHandshakesTest {
  private static final int THREADS = Runtime.getRuntime().availableProcessors();
  private static final int FLOOD = 8 * THREADS;
  private static final String OPTIONS = Wire.request("OPTIONS /api/users");

  @RegisterExtension
  private static final TestServer server =
      new TestServer(
              Map.of("tls-certificate", "good.crt", "tls-key", "good.key", "management-port", "0"))
          .prepared(SecureWire::makeFiles);

  private final List<Socket> flood = new ArrayList<>();

  @AfterEach
  void endFlood() throws IOException {
    for (Socket each : flood) {
      each.close();
    }
    GatedSignatures.open();
    awaitWaiting(0);
    eventually("no signature waits", () -> !GatedSignatures.PERMITS.hasQueuedThreads());
  }

  /**
   * Starts handshakes, one after the other. The server's threads hold one each, so each address has
   * had its turn.
   */
  private void flood(String... addresses) throws Exception {
    GatedSignatures.shut();
    byte[] hello = hello();
    for (int i = 0; i < FLOOD; i++) {
      Socket socket = connect(addresses[i % Math.min(addresses.length, THREADS)]);
      flood.add(socket);
      socket.getOutputStream().write(hello);
      int held = Math.min(flood.size(), THREADS);
      awaitWaiting(flood.size() - held);
      eventually(held + " signatures wait", () -> GatedSignatures.PERMITS.getQueueLength() == held);
    }
  }

  private static Socket connect(String from) throws IOException {
    return new Socket(
        InetAddress.getLoopbackAddress(), server.port(), InetAddress.getByName(from), 0);
  }

  private static byte[] hello() throws Exception {
    SSLEngine engine = SSLContext.getDefault().createSSLEngine();
    engine.setUseClientMode(true);
    ByteBuffer out = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
    engine.wrap(ByteBuffer.allocate(0), out);
    byte[] hello = new byte[out.flip().remaining()];
    out.get(hello);
    return hello;
  }

  private static void awaitWaiting(int handshakes) {
    eventually(
        handshakes + " handshakes wait",
        () -> Scrape.of(server).value("restauth_tls_handshakes_waiting") == handshakes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.9.1", "127.0.9.1 127.0.9.2 127.0.9.3", "127.0.9.1 127.1.9.1"})
  void clientOfAnotherNetworkOvertakesFlood(String addresses) throws Exception {
    flood(addresses.split(" "));
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Integer> status =
          threads.submit(
              () -> {
                try (Wire wire = Wire.over(SecureWire.handshake(connect("127.0.7.1")))) {
                  return wire.send(OPTIONS).reply().status();
                }
              });
      awaitWaiting(FLOOD - THREADS + 1);
      long begun = GatedSignatures.begun();
      GatedSignatures.PERMITS.release(1); // its thread takes the next handshake
      eventually(
          "the next signature waits behind the others",
          () ->
              GatedSignatures.begun() == begun + 1
                  && GatedSignatures.PERMITS.getQueueLength() == THREADS);
      GatedSignatures.PERMITS.release(THREADS);
      assertThat(status.get(2, TimeUnit.MINUTES)).isEqualTo(200);
    }
    awaitWaiting(FLOOD - 2 * THREADS);
  }

  @Test
  void handshakesOfClosedConnectionsAreNotComputed() throws Exception {
    flood("127.0.9.1");
    for (Socket each : flood) {
      each.close();
    }
    awaitWaiting(0);
    eventually(
        "their memory is free",
        () -> Scrape.of(server).value("restauth_connections_memory_bytes") == 0);
    assertThat(GatedSignatures.PERMITS.getQueueLength()).isEqualTo(THREADS);
  }

  @Test
  void enginesCountAsMemoryOfConnections() throws Exception {
    flood("127.0.9.1");
    assertThat(Scrape.of(server).value("restauth_connections_memory_bytes"))
        .isEqualTo(FLOOD * 18 * 1024.0);
  }

  /** A resumed session (RFC 8446 section 2.2, RFC 5077) needs no signature. */
  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void returningClientNeedsNoSignature(String protocol) throws Exception {
    SSLContext client = SecureWire.trusting();
    int before = GatedSignatures.PERMITS.availablePermits();
    for (int i = 0; i < 3; i++) {
      try (SSLSocket socket =
          (SSLSocket)
              client
                  .getSocketFactory()
                  .createSocket(connect("127.0.0.1"), "localhost", server.port(), true)) {
        socket.setEnabledProtocols(new String[] {protocol});
        socket.startHandshake();
        assertThat(Wire.over(socket).send(OPTIONS).reply().status()).isEqualTo(200);
      }
    }
    assertThat(GatedSignatures.PERMITS.availablePermits()).isEqualTo(before - 1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ffdhe8192", "ffdhe2048", "secp521r1", "x448"})
  void refusesExpensiveGroups(String group) throws Exception {
    assertThatThrownBy(() -> handshakeWith(group)).isInstanceOf(IOException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"x25519", "secp256r1", "secp384r1"})
  void acceptsCommonGroups(String group) throws Exception {
    handshakeWith(group);
  }

  private static void handshakeWith(String group) throws Exception {
    try (SSLSocket socket =
        (SSLSocket)
            SecureWire.trusting()
                .getSocketFactory()
                .createSocket(connect("127.0.0.1"), "localhost", server.port(), true)) {
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setNamedGroups(new String[] {group});
      socket.setSSLParameters(parameters);
      socket.startHandshake();
    }
  }
}
