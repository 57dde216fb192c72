package dev.restauth.listener;

import static dev.restauth.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.LongRun;
import dev.restauth.ServerProcess;
import dev.restauth.http.HttpCalls;
import dev.restauth.listener.http2.Frames;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Clients that make the server allocate memory on many connections. The server continues to serve
 * other clients.
 */
class HeldMemoryTest {
  private static final int BY_ADDRESS = 500;

  /** So small that few clients suffice to exceed the memory. */
  private static final int HEAP_MEGABYTES = LongRun.IS_LONG ? 170 : 80;

  /** In both heaps, a connection has the same share of the memory. */
  private static final int MOST_CONNECTIONS = HEAP_MEGABYTES * 24;

  private static final AtomicInteger NAMES = new AtomicInteger();
  private static final int ADDRESSES = LongRun.IS_LONG ? 4 : 2;

  @TempDir private static Path serverFolder;
  private static ServerProcess server;
  private static HttpCalls calls;

  @TempDir Path folder;

  /** The tests without TLS share a server. Each test uses its own addresses. */
  @BeforeAll
  static void startServer() {
    server = start(serverFolder, "--request-timeout=5m");
    calls = server.ready();
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  private static ServerProcess start(Path folder, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "serve", "--port=0", "--hashing-wait=1m", "--max-connections=" + MOST_CONNECTIONS));
    arguments.addAll(List.of(more));
    return ServerProcess.start(
        folder,
        Map.of("JDK_JAVA_OPTIONS", "-Xmx" + HEAP_MEGABYTES + "m -XX:+ExitOnOutOfMemoryError"),
        arguments.toArray(String[]::new));
  }

  private ServerProcess startWithTls() throws Exception {
    SecureWire.makeFiles(folder);
    return start(
        folder,
        "--request-timeout=15s",
        "--tls-certificate=" + folder.resolve("good.crt"),
        "--tls-key=" + folder.resolve("good.key"));
  }

  private static InetSocketAddress address(HttpCalls calls) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), calls.port());
  }

  /**
   * Opens a connection from a separate address. The client sends as much as the socket accepts, and
   * reads nothing.
   */
  private static SocketChannel send(int from, byte[] bytes) throws IOException {
    return send(calls, from, bytes);
  }

  private static SocketChannel send(HttpCalls calls, int from, byte[] bytes) throws IOException {
    SocketChannel channel = SocketChannel.open();
    channel.setOption(StandardSocketOptions.SO_RCVBUF, 4096);
    channel.bind(new InetSocketAddress("127.0.0." + from, 0));
    channel.connect(address(calls));
    channel.configureBlocking(false);
    try {
      ByteBuffer rest = ByteBuffer.wrap(bytes);
      while (rest.hasRemaining() && channel.write(rest) > 0) {
        // sends as much as possible
      }
    } catch (IOException ended) {
      // The server has closed the connection.
    }
    return channel;
  }

  private static void assertServed() throws IOException {
    try (Socket socket = new Socket()) {
      socket.bind(new InetSocketAddress("127.0.0.99", 0));
      String name = "user" + NAMES.incrementAndGet();
      socket.setSoTimeout(60_000);
      socket.connect(address(calls));
      Wire wire = Wire.over(socket);
      assertThat(wire.send(Wire.request("GET /openapi.json")).reply().status()).isEqualTo(200);
      assertThat(wire.send(Wire.registration(Wire.account(name))).reply().status()).isEqualTo(201);
    }
  }

  private static void close(List<SocketChannel> channels) throws IOException {
    for (SocketChannel each : channels) {
      each.close();
    }
  }

  /**
   * Opens nearly as many connections as allowed from each of some addresses.
   *
   * @param from the first address
   */
  private static void unfinished(int from, byte[] bytes) throws IOException {
    List<SocketChannel> open = new ArrayList<>();
    for (int i = 0; i < ADDRESSES * BY_ADDRESS; i++) {
      open.add(send(from + i % ADDRESSES, bytes));
      if (i % BY_ADDRESS == 0) {
        assertServed();
      }
    }
    assertServed();
    close(open);
  }

  @Test
  void incompleteBodiesLeaveRoomForOthers() throws Exception {
    String head =
        Wire.request("POST /api/users", "Content-Type: application/json", "Content-Length: 65536");
    unfinished(10, (head + " ".repeat(65_000)).getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Memory of closed connections must not be charged to the address. Otherwise the server would
   * close the address's new connections instead of those that allocate the memory.
   */
  @Test
  void closedConnectionsDoNotCountForTheirAddress() throws Exception {
    String head =
        Wire.request("POST /api/users", "Content-Type: application/json", "Content-Length: 65536");
    byte[] bytes = (head + " ".repeat(65_000)).getBytes(StandardCharsets.UTF_8);
    SocketChannel stays = send(30, new byte[0]);
    List<SocketChannel> first = new ArrayList<>();
    for (int i = 0; i < (LongRun.IS_LONG ? 300 : 140); i++) {
      first.add(send(30, bytes));
    }
    assertServed();
    close(first);
    List<SocketChannel> open = new ArrayList<>();
    for (int i = 0; i < ADDRESSES * BY_ADDRESS; i++) {
      open.add(send(31 + i % ADDRESSES, bytes));
      if (i % 100 == 0) {
        assertServed();
      }
    }
    stays.close();
    close(open);
  }

  /** Each connection sends the maximum: 120 KB of bodies. */
  @Test
  void incompleteHttp2BodiesLeaveRoomForOthers() throws Exception {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(Frames.PREFACE.getBytes(StandardCharsets.US_ASCII));
    all.writeBytes(Frames.frame(Frames.SETTINGS, 0, 0));
    for (int stream : new int[] {1, 3}) {
      all.writeBytes(
          Frames.head(stream, 0, "POST", "/api/users", "content-type: application/json"));
      for (int i = 0; i < 4; i++) {
        all.writeBytes(Frames.frame(Frames.DATA, 0, stream, new byte[15_000]));
      }
    }
    unfinished(20, all.toByteArray());
  }

  /**
   * Clients at several addresses open as many connections as allowed, and request more than they
   * ever read.
   */
  @Test
  void unreadAnswersLeaveRoomForOthers() throws Exception {
    byte[] requests = Wire.request("GET /openapi.json").repeat(60).getBytes(StandardCharsets.UTF_8);
    assertServed();
    List<SocketChannel> open = new ArrayList<>();
    int addresses = 2 * ADDRESSES + 1;
    for (int i = 0; i < addresses * BY_ADDRESS; i++) {
      open.add(send(40 + i % addresses, requests));
    }
    assertServed();
    close(open);
  }

  @Test
  void unreadAnswersCountUntilTheyAreRead() throws Exception {
    byte[] request = Wire.request("GET /large").getBytes(StandardCharsets.UTF_8);
    try (WaitingServer waits = WaitingServer.start(folder, Map.of())) {
      SocketChannel unread = send(new HttpCalls(waits.port()), 2, request);
      eventually("it counts", () -> waits.http().heldBytes() > WaitingServer.LARGE / 4);
      unread.close();
      eventually("it counts no more", () -> waits.http().heldBytes() == 0);
    }
  }

  /**
   * A client's KeyUpdate may ask the server for a KeyUpdate in return. Each such KeyUpdate makes
   * the server write a record of about 30 bytes. The system takes 150,000 of them before any has to
   * wait in the server's memory.
   */
  @Tag("long")
  @Test
  void unreadKeyUpdatesLeaveRoomForOthers() throws Exception {
    try (ServerProcess secure = startWithTls()) {
      int port = secure.ready().port();
      Socket unread = new Socket();
      unread.setReceiveBufferSize(4096);
      unread.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      try (SSLSocket socket = SecureWire.handshake(unread, "TLSv1.3")) {
        Wire wire = Wire.over(socket);
        assertThat(wire.send(Wire.request("OPTIONS /api/users")).reply().status()).isEqualTo(200);
        try {
          for (int i = 0; i < 250_000; i++) {
            socket.startHandshake(); // after the handshake, this call sends a KeyUpdate
          }
        } catch (IOException ended) {
          // The server has closed the connection, immediately or because of the time-out.
        }
        try (Wire other = SecureWire.to(port)) {
          assertThat(other.send(Wire.request("GET /openapi.json")).reply().status()).isEqualTo(200);
        }
      }
    }
  }
}
