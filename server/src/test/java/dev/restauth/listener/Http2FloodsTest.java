package dev.restauth.listener;

import static dev.restauth.listener.http2.Frames.frame;
import static dev.restauth.listener.http2.Frames.numbers;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.TestServer;
import dev.restauth.http.RoutesTest;
import dev.restauth.listener.http2.Frames;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Common HTTP/2 floods. The server closes the attacker's connection, and other clients notice
 * nothing.
 */
@ExtendWith(QuietLogs.class)
@Timeout(180)
class Http2FloodsTest {
  private static final int PROTOCOL_ERROR = 1;
  private static final int FLOW_CONTROL_ERROR = 3;
  private static final int STREAM_CLOSED = 5;
  private static final int FRAME_SIZE_ERROR = 6;
  private static final int COMPRESSION_ERROR = 9;
  private static final int REFUSED_STREAM = 7;
  private static final int ENHANCE_YOUR_CALM = 11;

  private static final String JSON = "content-type: application/json";
  private static final byte[] OPEN = Frames.head(1, 0, "POST", "/api/users", JSON);
  private static final byte[] NOTHING = {};

  /** The number of frames in each write, because a write for each frame takes long. */
  private static final int AT_ONCE = 20;

  /** So small that a client soon has to wait if the server does not read. */
  private static final int SEND_BUFFER = 16 * 1024;

  @TempDir Path ownFolder;

  /**
   * The server must close the attacker's connection because of its frames, and not because a slow
   * test machine exceeds the request timeout.
   */
  @RegisterExtension
  private static final TestServer server = new TestServer(Map.of("request-timeout", "2m"));

  @AfterEach
  void othersAreServed() throws Exception {
    assertThat(server.calls().get("/").status()).isEqualTo(200);
    try (Frames other = Frames.to(server.port())) {
      assertThat(other.request(1, "GET", "/").reply(1).status()).isEqualTo(200);
    }
    ConnectionLimitsTest.awaitConnections(server, 0);
  }

  private static byte[] and(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  private static byte[] open(int i) {
    return Frames.head(1 + 2 * i, 0, "POST", "/api/users", JSON);
  }

  /** The bytes that are sent first, and the bytes that are then sent repeatedly. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Flood(String name, byte[] begin, IntFunction<byte[]> again) {}

  private static Flood flood(String name, byte[] begin, IntFunction<byte[]> again) {
    return new Flood(name, begin, again);
  }

  private static List<Flood> floods() {
    byte[] headers = frame(Frames.HEADERS, Frames.END_STREAM, 1, Frames.fields("GET", "/"));
    byte[] get = Frames.fields("GET", "/");
    return List.of(
        flood("PING", NOTHING, i -> frame(Frames.PING, 0, 0, new byte[8])),
        flood("acknowledged PING", NOTHING, i -> frame(Frames.PING, Frames.ACK, 0, new byte[8])),
        flood(
            "SETTINGS", NOTHING, i -> frame(Frames.SETTINGS, 0, 0, new byte[] {0, 4, 0, 0, 1, 0})),
        flood("acknowledged SETTINGS", NOTHING, i -> frame(Frames.SETTINGS, Frames.ACK, 0)),
        flood("PRIORITY", NOTHING, i -> frame(Frames.PRIORITY, 0, 1 + 2 * i, new byte[5])),
        flood("unknown frames", NOTHING, i -> frame(0x42, 0, i, new byte[100])),
        flood("WINDOW_UPDATE", NOTHING, i -> frame(Frames.WINDOW_UPDATE, 0, 0, numbers(1))),
        flood(
            "WINDOW_UPDATE of a stream", OPEN, i -> frame(Frames.WINDOW_UPDATE, 0, 1, numbers(1))),
        flood("empty DATA", OPEN, i -> frame(Frames.DATA, 0, 1)),
        flood("padding", OPEN, i -> frame(Frames.DATA, 8, 1, (byte) 0)),
        flood("DATA byte by byte", OPEN, i -> frame(Frames.DATA, 0, 1, (byte) ' ')),
        flood("CONTINUATION", headers, i -> frame(Frames.CONTINUATION, 0, 1, Frames.block("x: y"))),
        flood(
            "CONTINUATION with table updates",
            headers,
            i -> frame(Frames.CONTINUATION, 0, 1, (byte) 32)),
        flood("empty CONTINUATION", headers, i -> frame(Frames.CONTINUATION, 0, 1)),
        flood(
            "rapid reset",
            NOTHING,
            i ->
                and(
                    frame(Frames.HEADERS, Frames.END_HEADERS, 1 + 2 * i, get),
                    frame(Frames.RST_STREAM, 0, 1 + 2 * i, numbers(8)))),
        flood(
            "rapid reset of whole requests",
            NOTHING,
            i ->
                and(
                    frame(Frames.HEADERS, Frames.END_HEADERS | Frames.END_STREAM, 1 + 2 * i, get),
                    frame(Frames.RST_STREAM, 0, 1 + 2 * i, numbers(8)))),
        flood(
            "resets behind answers",
            NOTHING,
            i ->
                and(
                    Frames.head(1 + 2 * i, Frames.END_STREAM, "HEAD", "/"),
                    frame(Frames.RST_STREAM, 0, 1 + 2 * i, numbers(8)))),
        flood("too many streams", NOTHING, Http2FloodsTest::open),
        flood(
            "malformed requests",
            NOTHING,
            i -> Frames.head(1 + 2 * i, Frames.END_STREAM, "GET", "/", "Upper: case")),
        flood(
            "made to reset by a window that stays",
            NOTHING,
            i -> and(open(i), frame(Frames.WINDOW_UPDATE, 0, 1 + 2 * i, numbers(0)))),
        flood(
            "made to reset by a window that is too large",
            NOTHING,
            i ->
                and(
                    open(i),
                    frame(Frames.WINDOW_UPDATE, 0, 1 + 2 * i, numbers(Integer.MAX_VALUE)))),
        flood(
            "made to reset by a body of another length",
            NOTHING,
            i ->
                and(
                    Frames.head(1 + 2 * i, 0, "POST", "/api/users", "content-length: 5"),
                    frame(Frames.DATA, Frames.END_STREAM, 1 + 2 * i, (byte) 1))),
        flood(
            "made to reset by trailers that are not the end",
            NOTHING,
            i ->
                and(
                    open(i),
                    frame(Frames.HEADERS, Frames.END_HEADERS, 1 + 2 * i, Frames.block("a: b")))));
  }

  /** All floods run at the same time, each on its own connection. */
  @Test
  void floodingClientThatReadsGetsGoAway() throws Exception {
    Map<String, Frames> flooding = new LinkedHashMap<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Flood flood : floods()) {
        Frames frames = Frames.to(server.port()).send(flood.begin());
        flooding.put(flood.name(), frames);
        threads.execute(() -> sendUntilClosed(frames, flood.again()));
      }
      assertThat(server.calls().get("/").status()).isEqualTo(200);
      for (Map.Entry<String, Frames> each : flooding.entrySet()) {
        assertThat(each.getValue().ending()).as(each.getKey()).isEqualTo(ENHANCE_YOUR_CALM);
        each.getValue().close();
      }
    }
  }

  /** If a client does not read, the server waits for it as long as for an idle client. */
  @Test
  void floodingClientThatDoesNotReadIsClosed() throws Exception {
    List<Future<?>> floods = new ArrayList<>();
    Map<String, String> settings = Map.of("request-timeout", "2m", "idle-timeout", "3s");
    try (TestServer impatient = TestServer.start(ownFolder, InstantSource.system(), settings);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Flood flood : floods()) {
        Socket socket = impatient.calls().connect();
        socket.setSendBufferSize(SEND_BUFFER);
        Frames frames = Frames.over(socket).send(flood.begin());
        floods.add(threads.submit(() -> sendUntilClosed(frames, flood.again())));
      }
      assertThat(impatient.calls().get("/").status()).isEqualTo(200);
      for (Future<?> flood : floods) {
        flood.get();
      }
    }
  }

  /** Sends until the connection is closed. If the server never closes it, the test times out. */
  private static void sendUntilClosed(Frames frames, IntFunction<byte[]> again) {
    try {
      for (int i = 1; ; i += AT_ONCE) {
        ByteArrayOutputStream some = new ByteArrayOutputStream();
        for (int j = i; j < i + AT_ONCE; j++) {
          some.writeBytes(again.apply(j));
        }
        frames.send(some.toByteArray());
      }
    } catch (IOException cutOff) {
      // The server has closed the connection, as expected.
    }
  }

  /**
   * The number of threads that work for one connection is limited, whether streams are reset or
   * not.
   */
  @Test
  void atMostAsManyRequestsAsStreamsRunAtOnce() throws Exception {
    try (WaitingServer waits = WaitingServer.start(ownFolder, Map.of());
        Frames frames = Frames.to(waits.port())) {
      for (int i = 0; i < 100; i++) {
        frames.request(1 + 2 * i, "GET", "/wait");
      }
      for (int i = 0; i < 100; i++) {
        waits.waiting();
      }
      frames.request(201, "GET", "/wait");
      assertThat(frames.next(Frames.RST_STREAM))
          .matches(it -> it.stream() == 201 && it.code() == REFUSED_STREAM);
      frames.send(frame(Frames.PING, 0, 0, new byte[8]));
      frames.next(Frames.PING);
    }
  }

  /** The fields of incomplete requests would take 300 KB if the server accepted all of them. */
  @Test
  void memoryForFieldsIsLimited() throws Exception {
    try (Frames frames = Frames.to(server.port())) {
      String large = "x-large: " + "y".repeat(15_000);
      for (int i = 0; i < 20; i++) {
        frames.send(Frames.head(1 + 2 * i, 0, "POST", "/api/users", JSON, large));
      }
      Frames.Seen refused = frames.next(Frames.RST_STREAM);
      assertThat(refused.code()).isEqualTo(REFUSED_STREAM);
      assertThat(refused.stream()).isGreaterThan(33);
      for (int i = 0; i < 20; i++) {
        frames.send(frame(Frames.RST_STREAM, 0, 1 + 2 * i, numbers(8)));
      }
      assertThat(frames.request(41, "GET", "/", large).reply(41).status()).isEqualTo(200);
    }
  }

  /**
   * The responses would take about 20 MB if the server sent all of them simultaneously. The server
   * sends each response when there is room for it.
   */
  @Test
  void memoryForAnswersIsLimited() throws Exception {
    // The server creates the document at the first request.
    assertThat(server.calls().get("/openapi.json").status()).isEqualTo(200);
    try (Frames frames = Frames.to(server.port(), 4, 0)) {
      for (int i = 0; i < 100; i++) {
        frames.request(1 + 2 * i, "GET", "/openapi.json");
      }
      frames.send(frame(Frames.PING, 0, 0, new byte[8]));
      int begun = 0;
      for (Frames.Seen seen = frames.next(); seen.type() != Frames.PING; seen = frames.next()) {
        begun += seen.type() == Frames.HEADERS ? 1 : 0;
      }
      assertThat(begun).isBetween(1, 8);
      frames.send(frame(Frames.WINDOW_UPDATE, 0, 0, numbers(1 << 30)));
      frames.send(frame(Frames.SETTINGS, 0, 0, new byte[] {0, 4, 1, 0, 0, 0}));
      for (int ended = 0; ended < 100; ) {
        Frames.Seen seen = frames.next(Frames.DATA);
        ended += seen.flags() & Frames.END_STREAM;
      }
    }
  }

  /**
   * A table entry of 4,000 bytes is referenced sixteen thousand times in each of a hundred heads,
   * so each head has 64 MB (HPACK bomb).
   */
  @Test
  void fieldsThatDecompressTooLargeAre431() throws Exception {
    ByteArrayOutputStream entry = new ByteArrayOutputStream();
    entry.write(0x40);
    Frames.string(entry, "a");
    Frames.string(entry, "x".repeat(4_000));
    try (Frames frames = Frames.to(server.port())) {
      byte[] known = and(Frames.fields("GET", "/"), entry.toByteArray());
      frames.send(Frames.HEADERS, Frames.END_HEADERS | Frames.END_STREAM, 1, known);
      assertThat(frames.reply(1).status()).isEqualTo(200);
      byte[] bomb = and(Frames.fields("GET", "/"), HexFormat.of().parseHex("be".repeat(16_000)));
      for (int i = 1; i <= 100; i++) {
        frames.send(Frames.HEADERS, Frames.END_HEADERS | Frames.END_STREAM, 1 + 2 * i, bomb);
      }
      for (int i = 1; i <= 100; i++) {
        frames.next(Frames.HEADERS);
        frames.send(frame(Frames.WINDOW_UPDATE, 0, 0, numbers(1_000)));
      }
      RoutesTest.assertProblem(
          frames.send(Frames.HEADERS, Frames.END_HEADERS | Frames.END_STREAM, 203, bomb).reply(203),
          431);
    }
  }

  static Stream<Arguments> faults() {
    byte[] block = Frames.fields("GET", "/");
    return Stream.of(
        Arguments.of(
            "a malformed block", COMPRESSION_ERROR, frame(Frames.HEADERS, 5, 1, (byte) 0x80)),
        Arguments.of(
            "a window of all that is too large",
            FLOW_CONTROL_ERROR,
            frame(Frames.WINDOW_UPDATE, 0, 0, numbers(Integer.MAX_VALUE))),
        Arguments.of(
            "a window of all that stays",
            PROTOCOL_ERROR,
            frame(Frames.WINDOW_UPDATE, 0, 0, numbers(0))),
        Arguments.of(
            "a window setting that is too large",
            FLOW_CONTROL_ERROR,
            frame(Frames.SETTINGS, 0, 0, new byte[] {0, 4, -1, -1, -1, -1})),
        Arguments.of(
            "a frame setting that is too small",
            PROTOCOL_ERROR,
            frame(Frames.SETTINGS, 0, 0, new byte[] {0, 5, 0, 0, 0, 1})),
        Arguments.of(
            "a push setting",
            PROTOCOL_ERROR,
            frame(Frames.SETTINGS, 0, 0, new byte[] {0, 2, 0, 0, 0, 2})),
        Arguments.of("half a setting", FRAME_SIZE_ERROR, frame(Frames.SETTINGS, 0, 0, new byte[5])),
        Arguments.of("SETTINGS of a stream", PROTOCOL_ERROR, frame(Frames.SETTINGS, 0, 1)),
        Arguments.of("half a PING", FRAME_SIZE_ERROR, frame(Frames.PING, 0, 0, new byte[4])),
        Arguments.of("PING of a stream", PROTOCOL_ERROR, frame(Frames.PING, 0, 1, new byte[8])),
        Arguments.of("GOAWAY of a stream", PROTOCOL_ERROR, frame(Frames.GOAWAY, 0, 1, new byte[8])),
        Arguments.of("a push", PROTOCOL_ERROR, frame(Frames.PUSH_PROMISE, 4, 1, numbers(2))),
        Arguments.of("a stream of the server", PROTOCOL_ERROR, frame(Frames.HEADERS, 5, 2, block)),
        Arguments.of("no stream", PROTOCOL_ERROR, frame(Frames.HEADERS, 5, 0, block)),
        Arguments.of("DATA of no stream", PROTOCOL_ERROR, frame(Frames.DATA, 0, 1, (byte) 1)),
        Arguments.of("DATA of the connection", PROTOCOL_ERROR, frame(Frames.DATA, 0, 0, (byte) 1)),
        Arguments.of(
            "RST_STREAM of no stream", PROTOCOL_ERROR, frame(Frames.RST_STREAM, 0, 1, new byte[4])),
        Arguments.of(
            "half a RST_STREAM",
            FRAME_SIZE_ERROR,
            and(OPEN, frame(Frames.RST_STREAM, 0, 1, new byte[3]))),
        Arguments.of(
            "WINDOW_UPDATE of no stream",
            PROTOCOL_ERROR,
            frame(Frames.WINDOW_UPDATE, 0, 1, numbers(1))),
        Arguments.of(
            "half a WINDOW_UPDATE",
            FRAME_SIZE_ERROR,
            frame(Frames.WINDOW_UPDATE, 0, 0, new byte[3])),
        Arguments.of(
            "PRIORITY of the connection",
            PROTOCOL_ERROR,
            frame(Frames.PRIORITY, 0, 0, new byte[5])),
        Arguments.of("CONTINUATION of nothing", PROTOCOL_ERROR, frame(Frames.CONTINUATION, 4, 1)),
        Arguments.of(
            "another frame between",
            PROTOCOL_ERROR,
            and(frame(Frames.HEADERS, 1, 1, block), frame(Frames.PING, 0, 0, new byte[8]))),
        Arguments.of(
            "CONTINUATION of another stream",
            PROTOCOL_ERROR,
            and(frame(Frames.HEADERS, 1, 1, block), frame(Frames.CONTINUATION, 4, 3))),
        Arguments.of(
            "more padding than payload",
            PROTOCOL_ERROR,
            and(OPEN, frame(Frames.DATA, 8, 1, (byte) 9))),
        Arguments.of(
            "a frame that is too long",
            FRAME_SIZE_ERROR,
            frame(Frames.DATA, 0, 1, new byte[16_385])),
        Arguments.of(
            "more than the window",
            FLOW_CONTROL_ERROR,
            and(
                OPEN,
                Frames.head(3, 0, "POST", "/api/users", JSON),
                Frames.head(5, 0, "POST", "/api/users", JSON),
                frame(Frames.DATA, 0, 1, new byte[16_384]),
                frame(Frames.DATA, 0, 1, new byte[16_384]),
                frame(Frames.DATA, 0, 1, new byte[16_384]),
                frame(Frames.DATA, 0, 3, new byte[16_384]),
                frame(Frames.DATA, 0, 3, new byte[16_384]),
                frame(Frames.DATA, 0, 3, new byte[16_384]),
                frame(Frames.DATA, 0, 5, new byte[16_384]),
                frame(Frames.DATA, 0, 5, new byte[16_384]),
                frame(Frames.DATA, 0, 5, new byte[1]))),
        Arguments.of(
            "a block that is too long",
            PROTOCOL_ERROR,
            and(
                frame(Frames.HEADERS, 0, 1, new byte[16_384]),
                frame(Frames.CONTINUATION, 0, 1, new byte[16_384]),
                frame(Frames.CONTINUATION, 0, 1, new byte[1]))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("faults")
  void protocolErrorsCloseTheConnection(String name, int code, byte[] bytes) throws Exception {
    try (Frames frames = Frames.to(server.port()).send(bytes)) {
      assertThat(frames.ending()).isEqualTo(code);
    }
  }

  /**
   * A frame after the end of a request resets its stream, but no other stream. If the stream is
   * already closed, the frame resets nothing.
   */
  @Test
  void framesAfterTheEndOfARequest() throws Exception {
    try (WaitingServer waits = WaitingServer.start(ownFolder, Map.of());
        Frames frames = Frames.to(waits.port())) {
      frames.request(1, "GET", "/wait").send(Frames.DATA, 0, 1, (byte) 1);
      assertThat(frames.next(Frames.RST_STREAM).code()).isEqualTo(STREAM_CLOSED);
      frames.request(5, "GET", "/wait").request(5, "GET", "/wait");
      assertThat(frames.next(Frames.RST_STREAM).code()).isEqualTo(PROTOCOL_ERROR);
      frames.send(Frames.DATA, 0, 1, (byte) 1); // a frame in flight
      assertThat(frames.next(Frames.RST_STREAM).code()).isEqualTo(STREAM_CLOSED);
      frames.request(3, "GET", "/nothing"); // a decreasing stream number
      assertThat(frames.next(Frames.RST_STREAM).code()).isEqualTo(STREAM_CLOSED);
      frames.send(Frames.PRIORITY, 0, 7, new byte[4]);
      assertThat(frames.next(Frames.RST_STREAM).code()).isEqualTo(FRAME_SIZE_ERROR);
      frames.request(9, "GET", "/nothing").reply(9);
      frames.request(9, "GET", "/nothing");
      assertThat(frames.next(Frames.RST_STREAM).code()).isEqualTo(STREAM_CLOSED);
      assertThat(frames.request(11, "GET", "/nothing").reply(11).status()).isEqualTo(404);
    }
  }
}
