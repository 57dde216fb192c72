package dev.restauth.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The client that commands use, if it meets another program's server, or a server that closes the
 * connection early.
 */
@Timeout(60)
class ControlClientTest {
  private static final Request REQUEST = new Request("say", Map.of("text", "Zoë 日本"));
  private static final Reply DONE = Reply.done(Facts.NONE.with("text", "Zoë 日本"), "Said.");
  private static final Reply BROKEN =
      new Reply.Failed(
          "the server ended before it answered; the command may or may not have been done");

  @TempDir private Path folder;
  private Path socket;
  private final List<OperatorProtocol.Advanced> heard = new ArrayList<>();

  @BeforeEach
  void begin() {
    socket = folder.resolve("restauth.sock");
  }

  @Test
  void sendsTheRequestOfItsCaller() throws Exception {
    try (RawServer server = answering(OperatorProtocol.line(DONE))) {
      assertThat(ask()).contains(DONE);
      assertThat(server.request())
          .startsWith("POST /operator/say HTTP/1.1\r\nHost: ")
          .endsWith("\r\n\r\n{\"text\":\"Zo\\u00EB \\u65E5\\u672C\"}\n");
    }
  }

  @Test
  void readsManyLinesTogetherAndLinesInPieces() throws Exception {
    OperatorProtocol.Advanced first = new OperatorProtocol.Advanced("copying", 1, 2);
    OperatorProtocol.Advanced second = new OperatorProtocol.Advanced("copying", 2, 2);
    byte[] answer =
        (text(OperatorProtocol.line(first))
                + text(OperatorProtocol.line(second))
                + text(OperatorProtocol.line(DONE)))
            .getBytes(StandardCharsets.UTF_8);
    try (RawServer _ = answering(answer)) {
      assertThat(ask()).contains(DONE);
      assertThat(heard).containsExactly(first, second);
    }
    heard.clear();
    Files.delete(socket);
    try (RawServer _ =
        RawServer.at(
            socket,
            connection -> {
              connection.readRequest();
              connection.head();
              for (byte each : answer) {
                connection.send(new byte[] {each});
              }
            })) {
      assertThat(ask()).contains(DONE);
      assertThat(heard).containsExactly(first, second);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{\"failed\":\"a\"}",
        "{\"progress\":{\"step\":\"a\",\"done\":1,\"total\":2}}\n",
        "{\"progress\":{\"step\":\"a\",\"done\":1,\"total\":2}}\n{\"done\":",
      })
  void aServerThatBreaksOffMayHaveDoneIt(String answer) throws Exception {
    try (RawServer _ = answering(answer.getBytes(StandardCharsets.UTF_8))) {
      assertThat(ask()).contains(BROKEN);
    }
  }

  @Test
  void aServerThatClosesUnreadMayHaveDoneIt() throws Exception {
    try (RawServer server = RawServer.at(socket, _ -> {})) {
      assertThat(ask()).contains(BROKEN);
      server.done();
    }
  }

  /**
   * A busy server, for example, answers and closes the connection before it has read the request.
   */
  @Test
  void aReplyCountsEvenIfTheRequestWasNotRead() throws Exception {
    Request large = new Request("say", Map.of("text", "x".repeat(60_000)));
    try (RawServer _ =
        RawServer.at(
            socket,
            connection ->
                connection.head().send(OperatorProtocol.line(new Reply.Failed("too many"))))) {
      assertThat(ControlSocket.ask(socket, large, this::hear))
          .contains(new Reply.Failed("too many"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\n",
        "hello\n",
        "{\"done\":{}}\n",
        "{\"failed\":1}\n",
        "{\"failed\":\"a\"} {\"failed\":\"b\"}\n",
      })
  void anAnswerThatIsNoneIsAFailure(String answer) throws Exception {
    try (RawServer _ = answering(answer.getBytes(StandardCharsets.UTF_8))) {
      assertThat(failure(ask()))
          .startsWith("the server's answer cannot be understood (")
          .endsWith("The command may or may not have been done");
    }
  }

  /**
   * Answers of earlier REST-auth versions, whose socket did not use HTTP, and of other programs.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"failed\":\"the server did not understand the request: it is not valid JSON\"}\n",
        "{\"done\":{\"facts\":{},\"notes\":[]}}\n",
        "SSH-2.0-OpenSSH_9.6\r\n",
        "HTTP/1.1 200 OK\r\nContent-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        "HTTP/1.1 418 I'm a teapot\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\nshort",
      })
  void aServerWithAnotherProtocolIsReportedAsAnotherVersion(String answer) throws Exception {
    try (RawServer _ =
        RawServer.at(
            socket,
            connection -> {
              connection.readRequest();
              connection.send(answer.getBytes(StandardCharsets.UTF_8));
            })) {
      assertThat(failure(ask()))
          .startsWith("the server's answer cannot be understood (")
          .endsWith(
              "is it of another version than this command? The command may or may not have been done");
    }
  }

  /**
   * An earlier REST-auth version, whose socket did not use HTTP, answers the first line, and closes
   * the connection without reading the other lines.
   */
  @Test
  void anOldServerThatReadsOneLineIsUnderstood() throws Exception {
    try (RawServer _ =
        RawServer.at(
            socket,
            connection -> {
              connection.channel().read(ByteBuffer.allocate(30));
              connection.send("{\"failed\":\"not understood\"}\n".getBytes(StandardCharsets.UTF_8));
            })) {
      assertThat(failure(ask()))
          .startsWith("the server's answer cannot be understood (it is not HTTP)");
    }
  }

  @Test
  void anAnswerIsReadUpToAMebibyteALine() throws Exception {
    String start = "{\"failed\":\"";
    String text = "x".repeat(OperatorProtocol.ANSWER_BYTES - start.length() - 2);
    try (RawServer _ = answering((start + text + "\"}\n").getBytes(StandardCharsets.UTF_8))) {
      assertThat(ask()).contains(new Reply.Failed(text));
    }
    Files.delete(socket);
    try (RawServer _ =
        RawServer.at(
            socket,
            connection -> {
              connection.head();
              byte[] much = "x".repeat(100_000).getBytes(StandardCharsets.UTF_8);
              while (true) {
                connection.send(much);
              }
            })) {
      assertThat(failure(ask())).contains("(it is longer than 1048576 bytes)");
    }
  }

  @Test
  void aRequestThatIsTooLongIsNotSent() throws Exception {
    Request large = new Request("say", Map.of("text", "x".repeat(70_000)));
    assertThat(ControlSocket.ask(socket, large, this::hear)).isEmpty();
    try (ControlSocket _ = ControlSocket.listen(socket, new Operations())) {
      assertThat(failure(ControlSocket.ask(socket, large, this::hear)))
          .isEqualTo("the arguments of the command are too long; nothing was done");
    }
  }

  @Test
  void aSocketThatCannotBeReachedIsNotReportedAsAbsent() throws IOException {
    Path circle = Files.createSymbolicLink(socket, socket);
    assertThat(failure(ask()))
        .startsWith("cannot reach the server through " + circle + ": ")
        .endsWith("; run the command as the user that runs the server");
    assertThat(ControlClient.answers(circle)).isFalse();
  }

  @Test
  void aProgressListenerMayStopTheOperation() throws Exception {
    try (RawServer server =
        RawServer.at(
            socket,
            connection -> {
              connection.readRequest();
              connection
                  .head()
                  .send(OperatorProtocol.line(new OperatorProtocol.Advanced("copying", 1, 2)));
              // The client closes the connection.
              assertThat(connection.channel().read(ByteBuffer.allocate(1))).isNegative();
            })) {
      assertThatThrownBy(
              () ->
                  ControlSocket.ask(
                      socket,
                      REQUEST,
                      (_, _, _) -> {
                        throw new IllegalStateException("enough");
                      }))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("enough");
      server.done();
    }
  }

  @Test
  void anInterruptStopsTheWaitAndIsPreserved() throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    CountDownLatch asked = new CountDownLatch(1);
    try (RawServer _ =
        RawServer.at(
            socket,
            connection -> {
              connection.readRequest();
              asked.countDown();
              over.await();
            })) {
      FutureTask<Optional<Reply>> asking =
          new FutureTask<>(
              () -> {
                Optional<Reply> reply = ask();
                assertThat(Thread.currentThread().isInterrupted()).isTrue();
                return reply;
              });
      Thread thread = Thread.ofPlatform().start(asking);
      asked.await();
      thread.interrupt();
      assertThat(failure(asking.get()))
          .isEqualTo(
              "the command was interrupted before the server answered;"
                  + " the command may or may not have been done");
      over.countDown();
    }
  }

  @Test
  void anInterruptedCallerSendsNoRequest() throws Exception {
    List<Request> performed = new ArrayList<>();
    Operations operations =
        new Operations()
            .add(
                "say",
                (request, _) -> {
                  performed.add(request);
                  return DONE;
                });
    try (ControlSocket _ = ControlSocket.listen(socket, operations)) {
      Thread.currentThread().interrupt();
      Optional<Reply> reply = ask();
      assertThat(Thread.interrupted()).isTrue();
      assertThat(failure(reply))
          .isEqualTo("the command was interrupted before it was sent; nothing was done");
    }
    assertThat(performed).isEmpty();
  }

  private RawServer answering(byte[] answer) throws IOException {
    return RawServer.at(
        socket,
        connection -> {
          connection.readRequest();
          connection.head().send(answer);
        });
  }

  private Optional<Reply> ask() {
    return ControlSocket.ask(socket, REQUEST, this::hear);
  }

  private void hear(String step, long done, long total) {
    heard.add(new OperatorProtocol.Advanced(step, done, total));
  }

  private static String failure(Optional<Reply> reply) {
    return reply.orElseThrow() instanceof Reply.Failed(String message) ? message : "not failed";
  }

  private static String text(byte[] line) {
    return new String(line, StandardCharsets.UTF_8);
  }
}
