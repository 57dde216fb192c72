package dev.restauth.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.restauth.TestServer;
import dev.restauth.http.HttpCalls;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.listener.WaitingServer.Waiting;
import dev.restauth.listener.http2.Frames;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Timeouts of HTTP/2 connections and streams, shutdown, and the connections that the server closes
 * to make room for new ones.
 */
@ExtendWith(QuietLogs.class)
@Timeout(60)
class Http2LimitsTest {
  private static final String JSON = "content-type: application/json";
  private static final String BEARER = "authorization: Bearer ";
  private static final int NO_ERROR = 0;
  private static final int CANCEL = 8;
  private static final int UNKNOWN = 0xbe; // a frame of an unknown type

  @TempDir Path ownFolder;

  @RegisterExtension
  private static final TestServer server =
      new TestServer(Map.of("request-timeout", "3s", "idle-timeout", "3s"));

  @AfterEach
  void othersAreServed() {
    assertThat(server.calls().get("/").status()).isEqualTo(200);
  }

  private static byte[] head(int stream) {
    return Frames.head(stream, 0, "POST", "/api/users", JSON);
  }

  /** All cases run at the same time, because each takes more than a second. */
  @Test
  void incompleteFrameClosesTheConnectionInTime() throws Exception {
    byte[] preface = Frames.PREFACE.getBytes(StandardCharsets.US_ASCII);
    byte[] block = Frames.fields("GET", "/");
    byte[] settings = Frames.frame(Frames.SETTINGS, 0, 0);
    List<Frames> all = new ArrayList<>();
    for (byte[] start :
        List.of(
            Arrays.copyOf(preface, 3),
            Arrays.copyOf(preface, 20),
            preface,
            Arrays.copyOf(settings, 5))) {
      all.add(Frames.silent(server.calls().connect()).send(start));
    }
    for (byte[] start :
        List.of(
            Arrays.copyOf(head(1), 5),
            Arrays.copyOf(head(1), 20),
            Frames.frame(Frames.HEADERS, Frames.END_STREAM, 1, block),
            Arrays.copyOf(Frames.frame(Frames.DATA, 0, 1, new byte[10]), 12))) {
      all.add(Frames.to(server.port()).request(3, "GET", "/").send(start.clone()));
    }
    for (Frames frames : all) {
      assertThatExceptionOfType(EOFException.class)
          .isThrownBy(() -> frames.next(-1)); // until the server closes the connection
      frames.close();
    }
    ConnectionLimitsTest.awaitConnections(server, 0);
  }

  @Test
  void slowBodyIsResetAndOthersAreAnswered() throws Exception {
    try (Frames frames = Frames.to(server.port()).send(head(1)).send(head(3))) {
      int stream = 5;
      Frames.Seen reset = null;
      while (reset == null) {
        frames.send(Frames.DATA, 0, 1, (byte) ' ');
        frames.request(stream, "GET", "/health");
        for (Frames.Seen seen = frames.next(); ; seen = frames.next()) {
          if (seen.type() == Frames.RST_STREAM) {
            reset = seen;
            break;
          }
          if (seen.stream() == stream && (seen.flags() & Frames.END_STREAM) != 0) {
            break;
          }
        }
        stream += 2;
        Thread.sleep(50);
      }
      assertThat(reset.code()).isEqualTo(CANCEL);
      assertThat(frames.request(stream, "GET", "/health").reply(stream).status()).isEqualTo(200);
    }
  }

  /** Frames that are not part of a request do not extend the timeout. */
  @Test
  void idleConnectionIsClosedWithGoAway() throws Exception {
    try (Frames frames = Frames.to(server.port());
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      assertThat(frames.request(1, "GET", "/").reply(1).status()).isEqualTo(200);
      Future<?> keepsOn =
          threads.submit(
              () -> {
                while (true) {
                  frames.send(Frames.PING, 0, 0, new byte[8]);
                  frames.send(Frames.frame(Frames.WINDOW_UPDATE, 0, 0, Frames.numbers(1)));
                  frames.send(Frames.frame(Frames.PRIORITY, 0, 1, new byte[5]));
                  Thread.sleep(100);
                }
              });
      assertThat(frames.ending()).isEqualTo(NO_ERROR);
      keepsOn.cancel(true);
    }
  }

  /** Most of the connections have sent a frame just before their timeout. */
  @Test
  void idleConnectionsThatSendPingsAreClosedWithGoAway() throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Integer>> endings = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        endings.add(threads.submit(() -> endingOfOneThatTalks(threads)));
      }
      for (Future<Integer> ending : endings) {
        assertThat(ending.get()).isEqualTo(NO_ERROR);
      }
    }
  }

  private static int endingOfOneThatTalks(ExecutorService threads) throws Exception {
    try (Frames frames = Frames.to(server.port())) {
      assertThat(frames.request(1, "GET", "/").reply(1).status()).isEqualTo(200);
      Thread.sleep(2_900);
      Future<?> talk =
          threads.submit(
              () -> {
                for (int i = 0; i < 900; i++) { // within the frame budget
                  frames.send(Frames.frame(UNKNOWN, 0, 0, new byte[16_384]));
                  Thread.sleep(1);
                }
                return null;
              });
      int ending = frames.ending();
      talk.cancel(true);
      return ending;
    }
  }

  /** INITIAL_WINDOW_SIZE is 0, so the server must not send any byte of a body. */
  @Test
  void closedWindowTimesOut() throws Exception {
    try (Frames frames = Frames.to(server.port(), 4, 0)) {
      frames.request(1, "GET", "/").request(3, "HEAD", "/");
      assertThat(frames.reply(3).status()).isEqualTo(200);
      frames.send(Frames.frame(Frames.WINDOW_UPDATE, 0, 1, Frames.numbers(1)));
      assertThat(frames.next(Frames.DATA).payload()).hasSize(1);
      assertThat(frames.next(Frames.RST_STREAM))
          .matches(it -> it.stream() == 1 && it.code() == CANCEL);
      frames.request(5, "GET", "/");
      frames.next(Frames.HEADERS);
      frames.send(Frames.frame(Frames.SETTINGS, 0, 0, new byte[] {0, 4, 0, 1, 0, 0}));
      assertThat(frames.reply(5).body()).isNotEmpty();
    }
  }

  @Test
  void clientThatDoesNotReadIsClosed() throws Exception {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(4_096);
    socket.connect(server.calls().connect().getRemoteSocketAddress());
    try (Frames frames = Frames.over(socket, 4, 1 << 30)) {
      frames.send(Frames.frame(Frames.WINDOW_UPDATE, 0, 0, Frames.numbers(1 << 30)));
      for (int i = 0; i < 100; i++) {
        frames.request(1 + 2 * i, "GET", "/openapi.json");
      }
      ConnectionLimitsTest.awaitConnections(server, 0);
    }
  }

  @Test
  void resetStreamCountsAsClosed() throws Exception {
    try (WaitingServer waits = WaitingServer.start(ownFolder, Map.of());
        Frames frames = Frames.to(waits.port())) {
      frames.request(1, "GET", "/wait").request(3, "GET", "/wait");
      List<Waiting> waiting = List.of(waits.waiting(), waits.waiting());
      frames.send(Frames.frame(Frames.RST_STREAM, 0, 1, Frames.numbers(CANCEL)));
      while (waiting.stream().noneMatch(it -> it.client().gone())) {
        Thread.onSpinWait();
      }
      Waiting stays = waiting.stream().filter(it -> !it.client().gone()).findAny().orElseThrow();
      stays.goOn().countDown();
      assertThat(frames.reply(3).body()).isEqualTo("waited");
      frames.request(5, "GET", "/wait");
      Waiting left = waits.waiting();
      frames.socket().close();
      assertThat(left.givesUp()).isTrue();
    }
  }

  @Test
  void connectionIsNotClosedForOthersDuringAnAnswer() throws Exception {
    try (WaitingServer waits =
            WaitingServer.start(ownFolder, Map.of("max-connections-per-address", "1"));
        Frames frames = Frames.to(waits.port()).request(1, "GET", "/wait")) {
      Waiting waiting = waits.waiting();
      try (Wire next = Wire.over(new HttpCalls(waits.port()).connect())) {
        assertThat(next.rest()).isEmpty();
      }
      waiting.goOn().countDown();
      assertThat(frames.reply(1).body()).isEqualTo("waited");
      Reply reply = null;
      while (reply
          == null) { // the client has the response a moment before the connection counts as idle
        try {
          reply = new HttpCalls(waits.port()).get("/nothing");
        } catch (RuntimeException stillBusy) {
          Thread.onSpinWait();
        }
      }
      assertThat(frames.ending()).isEqualTo(NO_ERROR);
    }
  }

  /** Clients with incomplete requests do not block other clients. */
  @Test
  void connectionWithIncompleteRequestsIsClosedForOthers() throws Exception {
    try (WaitingServer waits =
            WaitingServer.start(ownFolder, Map.of("max-connections-per-address", "1"));
        Frames frames = Frames.to(waits.port()).send(head(1)).send(head(3))) {
      frames.send(Frames.PING, 0, 0, new byte[8]).next(Frames.PING);
      assertThat(new HttpCalls(waits.port()).get("/nothing").status()).isEqualTo(404);
      assertThat(frames.ending()).isEqualTo(NO_ERROR);
    }
  }

  /**
   * The shutdown timeout is longer than the client's timeout. The test would therefore fail if the
   * stop waited for the shutdown timeout.
   */
  @Test
  void stopFinishesStreamsAndAcceptsNoNewOnes() throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        WaitingServer waits = WaitingServer.start(ownFolder, Map.of("shutdown-timeout", "60s"));
        Frames idle = Frames.to(waits.port());
        Frames silent = Frames.silent(new HttpCalls(waits.port()).connect());
        Frames frames = Frames.to(waits.port()).request(1, "GET", "/wait")) {
      idle.request(1, "GET", "/nothing").reply(1);
      Waiting waiting = waits.waiting();
      Future<?> stop = threads.submit(waits::close);
      assertThat(idle.ending()).isEqualTo(NO_ERROR);
      Frames.Seen goAway = frames.next(Frames.GOAWAY);
      assertThat(goAway.payload()).isEqualTo(Frames.numbers(1, NO_ERROR));
      frames.request(3, "GET", "/wait");
      assertThat(frames.next(Frames.RST_STREAM)).matches(it -> it.stream() == 3 && it.code() == 7);
      assertThat(stop.isDone()).isFalse();
      waiting.goOn().countDown();
      assertThat(frames.reply(1).body()).isEqualTo("waited");
      assertThatExceptionOfType(EOFException.class).isThrownBy(frames::next);
      assertThatExceptionOfType(EOFException.class).isThrownBy(silent::next);
      stop.get();
    }
  }

  /**
   * Each subscription to the feed is a normal stream. The slow stream does not delay the others,
   * and is reset within 5 s.
   */
  @Test
  void oneConnectionCanFollowTheFeedOnManyStreams() throws Exception {
    String key = server.serviceKey("shop", "revocations:read");
    server.calls().register("anna", "opensesame");
    String before = server.calls().token("anna", "opensesame");
    String after = server.calls().token("anna", "opensesame");
    try (Frames frames = Frames.to(server.port())) {
      frames.request(1, "HEAD", "/api/revocations", BEARER + key);
      assertThat(frames.reply(1).status()).isEqualTo(200);
      for (int stream : List.of(3, 5, 7)) {
        frames.request(stream, "GET", "/api/revocations", BEARER + key);
      }
      Map<Integer, StringBuilder> told = new HashMap<>();
      awaitReceived(
          frames,
          told,
          "event: heartbeat\n",
          1,
          3,
          5,
          7); // all streams receive the feed from now on
      logOut(before);
      awaitReceived(frames, told, "event: session\n", 1, 3, 5, 7);

      // All windows are used up. Two streams get window updates, and heartbeats continue only on
      // these streams.
      frames.send(Frames.frame(Frames.SETTINGS, 0, 0, new byte[] {0, 4, 0, 0, 0, 0}));
      for (int stream : List.of(3, 5)) {
        frames.send(Frames.frame(Frames.WINDOW_UPDATE, 0, stream, Frames.numbers(1 << 20)));
      }
      Optional<Frames.Seen> dropped = Optional.empty();
      while (dropped.isEmpty()) {
        dropped = note(frames, told);
      }
      assertThat(dropped.get()).matches(it -> it.stream() == 7 && it.code() == CANCEL);
      logOut(after);
      awaitReceived(frames, told, "event: session\n", 2, 3, 5);
    }
  }

  private static void logOut(String token) {
    Reply reply =
        server
            .calls()
            .call("DELETE", "/api/token", Optional.empty(), "Authorization: Bearer " + token);
    assertThat(reply.status()).isEqualTo(204);
  }

  /** Waits until each stream has received the text a number of times. */
  private static void awaitReceived(
      Frames frames, Map<Integer, StringBuilder> told, String what, int times, Integer... streams)
      throws IOException {
    while (!Arrays.stream(streams)
        .allMatch(stream -> count(told.getOrDefault(stream, new StringBuilder()), what) >= times)) {
      assertThat(note(frames, told)).isEmpty();
    }
  }

  private static int count(StringBuilder text, String what) {
    return text.toString().split(what, -1).length - 1;
  }

  /** Records the next frame, and returns it if it closes a stream. */
  private static Optional<Frames.Seen> note(Frames frames, Map<Integer, StringBuilder> told)
      throws IOException {
    Frames.Seen seen = frames.next();
    if (seen.type() == Frames.DATA) {
      told.computeIfAbsent(seen.stream(), _ -> new StringBuilder())
          .append(new String(seen.payload(), StandardCharsets.UTF_8));
    }
    return Optional.of(seen).filter(it -> it.type() == Frames.RST_STREAM);
  }
}
