package dev.restauth.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.restauth.TestServer;
import dev.restauth.listener.Http2Script.Await;
import dev.restauth.listener.Http2Script.End;
import dev.restauth.listener.Http2Script.Send;
import dev.restauth.listener.Http2Script.Step;
import dev.restauth.listener.Http2Script.Sync;
import dev.restauth.listener.http2.Frames;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The listener's frames in response to valid, unusual and malformed frames. A new HTTP/2
 * implementation must give the same responses, or its differences must be reviewed.
 *
 * <p>In the file of recorded frames, an entry consists of {@code ### name}, the client's steps
 * ({@link Http2Script}), {@code ---} and the server's frames ({@link Http2Transcript}). The client
 * first sends the preface and SETTINGS, unless the entry's first line is {@code BARE}. With {@code
 * TLS}, ALPN negotiates HTTP/2. With {@code TEXT} and {@code TLS TEXT}, the client sends only the
 * bytes of the entry, and the test records the response as bytes. With {@code IN FULL}, the test
 * records a connection's first frames, which all other entries record as {@code begun}. If an entry
 * lacks a response, the test adds the response and fails once, so that a developer reviews it.
 */
@ExtendWith(QuietLogs.class)
class RecordedHttp2AnswersTest {
  private static final Path FILE =
      Path.of("src/test/resources/dev/restauth/listener/recorded-http2-answers.txt");

  /**
   * The time to wait for recorded frames. During a recording, the test waits for further frames
   * only for {@link #SILENCE_MILLIS}.
   */
  private static final int PATIENCE_MILLIS = 20_000;

  private static final int SILENCE_MILLIS = 300;

  @RegisterExtension
  private static final TestServer server =
      new TestServer(
              Map.of(
                  "issuer",
                  "recorded",
                  "hashing-wait",
                  "1m",
                  "cors-origins",
                  "https://app.example"))
          .withAccount("miguel", "python");

  @RegisterExtension
  private static final TestServer secure =
      new TestServer(
              Map.of("issuer", "recorded", "tls-certificate", "good.crt", "tls-key", "good.key"))
          .prepared(SecureWire::makeFiles);

  private static final List<Entry> entries = new ArrayList<>();

  private record Entry(String name, String opening, String script, Optional<String> answer) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Entry> recorded() throws IOException {
    String[] parts = Files.readString(FILE).split("(?m)^### ", -1);
    List<Entry> read = new ArrayList<>();
    for (int i = 1; i < parts.length; i++) {
      String[] nameAndRest = parts[i].split("\n", 2);
      String[] both = nameAndRest[1].split("(?m)^---\n", 2);
      String opening = both[0].split("\n", 2)[0];
      boolean isOpening = List.of("BARE", "TLS", "TEXT", "TLS TEXT", "IN FULL").contains(opening);
      read.add(
          new Entry(
              nameAndRest[0],
              isOpening ? opening : "",
              (isOpening ? both[0].substring(opening.length() + 1) : both[0]).stripTrailing()
                  + "\n",
              both.length > 1 ? Optional.of(both[1].stripTrailing() + "\n") : Optional.empty()));
    }
    return read;
  }

  @ParameterizedTest
  @MethodSource("recorded")
  void isAnsweredAsRecorded(Entry entry) throws Exception {
    String answer = entry.opening.endsWith("TEXT") ? text(entry) : frames(entry);
    entries.add(
        new Entry(
            entry.name, entry.opening, entry.script, entry.answer.or(() -> Optional.of(answer))));
    if (entry.answer.isEmpty()) {
      fail("recorded: look at it in " + FILE);
    }
    assertThat(answer).isEqualTo(entry.answer.get());
  }

  private static String text(Entry entry) throws Exception {
    try (Wire wire =
        entry.opening.equals("TEXT") ? Wire.to(server) : SecureWire.to(secure.port())) {
      for (Step step : Http2Script.steps(entry.script)) {
        wire.send(((Send) step).bytes());
      }
      String all = wire.finishSending().rest();
      return Escapes.encoded(all.replaceAll("(?i)(\r\ndate: )[^\r]*", "$1*"));
    }
  }

  private static Frames connect(String opening) throws Exception {
    return switch (opening) {
      case "TLS" -> SecureWire.http2(secure.port());
      case "BARE" -> Frames.silent(server.calls().connect());
      default -> Frames.to(server.port());
    };
  }

  private static String frames(Entry entry) throws Exception {
    try (Frames frames = connect(entry.opening)) {
      frames.socket().setSoTimeout(PATIENCE_MILLIS);
      Http2Transcript transcript = new Http2Transcript(frames, !entry.opening.equals("IN FULL"));
      for (Step step : Http2Script.steps(entry.script)) {
        switch (step) {
          case Send(byte[] bytes) -> send(frames, bytes);
          case Await(int stream, boolean ended) ->
              readUntil(
                  frames,
                  transcript,
                  () -> ended ? transcript.hasEnded(stream) : transcript.hasBegun(stream));
          case Sync() -> mark(frames, transcript);
          case End() -> frames.socket().shutdownOutput();
        }
      }
      if (entry.answer.isEmpty()) {
        frames.socket().setSoTimeout(SILENCE_MILLIS);
      }
      readUntil(frames, transcript, () -> isAll(transcript, entry.answer));
      if (!transcript.isClosed() && !frames.socket().isOutputShutdown()) {
        frames.socket().setSoTimeout(PATIENCE_MILLIS);
        mark(frames, transcript); // shows that the server has sent nothing more
      }
      return transcript.toString();
    }
  }

  private static boolean isAll(Http2Transcript transcript, Optional<String> recorded) {
    return recorded.isPresent()
        && (transcript.toString().equals(recorded.get()) || transcript.isAsFarAs(recorded.get()));
  }

  private static void mark(Frames frames, Http2Transcript transcript) throws IOException {
    int before = transcript.marks();
    send(frames, Http2Script.mark());
    readUntil(frames, transcript, () -> transcript.marks() > before);
  }

  /** Sends as many bytes as the server accepts. */
  private static void send(Frames frames, byte[] bytes) {
    try {
      frames.send(bytes);
    } catch (IOException closed) {
      // The server has closed the connection. The test reads what the server has sent before.
    }
  }

  private interface Condition {
    boolean holds();
  }

  /** Reads until a condition is true or the server sends nothing more. */
  private static void readUntil(Frames frames, Http2Transcript transcript, Condition condition)
      throws IOException {
    while (!transcript.isClosed() && !condition.holds()) {
      try {
        transcript.add(frames.next());
      } catch (SocketTimeoutException silent) {
        return;
      } catch (EOFException end) {
        transcript.close();
      }
    }
  }

  @AfterAll
  static void write() throws IOException {
    if (!recorded().stream().allMatch(entry -> entry.answer.isPresent())) {
      String comment = Files.readString(FILE).split("\n", 2)[0];
      Files.writeString(
          FILE,
          entries.stream()
              .map(
                  entry ->
                      "\n### %s\n%s%s---\n%s"
                          .formatted(
                              entry.name,
                              entry.opening.isEmpty() ? "" : entry.opening + "\n",
                              entry.script,
                              entry.answer.orElseThrow()))
              .collect(Collectors.joining("", comment + "\n", "")));
    }
  }
}
