package dev.restauth.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.restauth.LogCatcher;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Clients that send invalid or incomplete requests, or disconnect. None of them stops the listener.
 */
@Timeout(60)
class OddClientsTest {
  private static final Duration LONG = Duration.ofMinutes(10);
  private static final String HELLO = RawClient.request("say", "{\"text\":\"Zoë 日本\"}");
  private static final Reply HEARD = Reply.done(Facts.NONE, "Zoë 日本");

  @TempDir private Path folder;
  private Path socket;
  @AutoClose private final LogCatcher logged = new LogCatcher("dev.restauth.operator");

  @BeforeEach
  void begin() {
    socket = folder.resolve("restauth.sock");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "hunter2",
        "[\"hunter2\"]",
        "{\"text\":hunter2}",
        "{\"text\":\"hunter2\",\"text\":\"hunter2\"}",
        "{\"text\":[\"hunter2\"]}",
        "{\"text\":\"hunter2\"} hunter2",
      })
  void whatIsNotUnderstoodIsRefusedWithoutRepeatingIt(String body) throws IOException {
    try (ControlSocket _ = listen()) {
      try (RawClient client = RawClient.to(socket).ask("say", body)) {
        assertThat(client.rest()).startsWith("HTTP/1.1 400 ").doesNotContain("hunter2");
      }
      assertAnswers();
    }
    assertThat(logged.all()).noneMatch(event -> event.contains("hunter2"));
  }

  /**
   * Commands of earlier REST-auth versions, which did not use HTTP, send such requests. After this
   * answer, they print that the server may have another version.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"operation\":\"user.create\",\"arguments\":{\"username\":\"a b c\",\"password\":\"hunter2\"}}\n",
        "{\"operation\":\"check\",\"arguments\":{}}\n",
      })
  void theLineOfAnOldCommandIsAnsweredImmediately(String line) throws IOException {
    try (ControlSocket _ = listen(LONG, LONG)) {
      try (RawClient client = RawClient.to(socket).send(line)) {
        assertThat(client.rest()).startsWith("HTTP/1.1 400 ").doesNotContain("hunter2");
      }
      assertAnswers();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        "GET /operator/say HTTP/1.0\r\n\r\n",
        "GET /operator/say HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        "GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        "GET /api/me HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer hunter2\r\nConnection: close\r\n\r\n",
        "POST /operator/%73ay HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
        "POST //operator/say HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
        "POST /operator/say HTTP/1.1\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
        "POST /operator/say HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100000000\r\n\r\n{",
        "POST /operator/say HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}",
      })
  void nothingElseIsServed(String request) throws IOException {
    try (ControlSocket _ = listen()) {
      try (RawClient client = RawClient.to(socket).sendWhatGoes(bytes(request))) {
        assertThat(client.rest()).matches("(?s)HTTP/1.1 (400|404|405|413|505) .*");
      }
      assertAnswers();
    }
  }

  @Test
  void aRequestHasAtMost64Kibibytes() throws IOException {
    try (ControlSocket _ = listen()) {
      String hello = "{\"text\":\"Zoë 日本\"}";
      String padding = " ".repeat(64 * 1024 - bytes(hello).length);
      try (RawClient client = RawClient.to(socket).ask("say", padding + hello)) {
        assertThat(client.reply()).isEqualTo(HEARD);
      }
      for (String tooLong : List.of(" " + padding + hello, "x".repeat(5_000_000))) {
        try (RawClient client =
            RawClient.to(socket).sendWhatGoes(bytes(RawClient.request("say", tooLong)))) {
          assertThat(client.rest()).startsWith("HTTP/1.1 413 ");
        }
      }
      assertAnswers();
    }
  }

  /**
   * The listener closes the oldest idle connections for new ones, so that idle connections cannot
   * lock a command out.
   */
  @Test
  void aThousandIdleConnectionsBlockNoCommand() throws IOException {
    try (ControlSocket _ = listen(LONG, LONG)) {
      List<RawClient> idle = new ArrayList<>();
      for (int i = 0; i < 1000; i++) {
        idle.add(RawClient.to(socket));
        if (i % 100 == 99) {
          assertAnswers();
        }
      }
      assertAnswers();
      for (RawClient each : idle) {
        each.close();
      }
    }
  }

  @Test
  void aRequestMayComeInPieces() throws IOException {
    try (ControlSocket _ = listen();
        RawClient client = RawClient.to(socket)) {
      for (byte each : HELLO.getBytes(StandardCharsets.UTF_8)) {
        client.send(new byte[] {each});
      }
      assertThat(client.reply()).isEqualTo(HEARD);
      assertThat(client.next()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "POST /oper", "whole"})
  void aHalfClosedConnectionIsClosed(String sent) throws IOException {
    try (ControlSocket _ = listen()) {
      try (RawClient client =
          RawClient.to(socket).send(sent.equals("whole") ? HELLO : sent).finishSending()) {
        assertThat(client.rest()).matches("(?s)|HTTP/1.1 200 .*");
      }
      assertAnswers();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "POST /oper",
        "POST /operator/say HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 20\r\n\r\n{"
      })
  void whoDoesNotSendARequestIsDropped(String sent) throws IOException {
    try (ControlSocket _ = listen(Duration.ofMillis(20), LONG)) {
      try (RawClient client = RawClient.to(socket).send(sent)) {
        assertThat(client.rest()).isEmpty();
      }
    }
  }

  @Test
  void aDisconnectStopsTheOperationAtItsNextProgress() throws Exception {
    CompletableFuture<String> stopped = new CompletableFuture<>();
    Operations.Operation endless =
        (_, progress) -> {
          try {
            for (long i = 0; true; i++) {
              progress.advanced("copying", i, 0);
            }
          } catch (RuntimeException e) {
            stopped.complete(e.getMessage());
            throw new IllegalStateException("the copy failed", e);
          }
        };
    try (ControlSocket _ = listen(LONG, LONG, endless)) {
      try (RawClient client = RawClient.to(socket).send(HELLO)) {
        assertThat(client.next()).contains(new OperatorProtocol.Advanced("copying", 0, 0));
      }
      assertThat(stopped.get()).isEqualTo("the client of the command is gone");
      assertThat(logged.next()).startsWith("INFO the command say was given up");
    }
  }

  @Test
  void aDisconnectBeforeTheReplyLosesOnlyTheReply() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch gone = new CountDownLatch(1);
    Operations.Operation waiting =
        (_, _) -> {
          begun.countDown();
          await(gone);
          return HEARD;
        };
    try (ControlSocket _ = listen(LONG, LONG, waiting)) {
      try (RawClient _ = RawClient.to(socket).send(HELLO)) {
        begun.await();
      }
      gone.countDown();
      assertThat(logged.next()).startsWith("FINE the client of a command is gone");
      assertAnswers();
    }
  }

  @Test
  void aClientThatDoesNotReadBlocksNoOtherAndLosesNoLine() throws Exception {
    int steps = 100_000;
    CountDownLatch reported = new CountDownLatch(1);
    Operations.Operation talkative =
        (_, progress) -> {
          for (int i = 0; i < steps; i++) {
            progress.advanced("step " + i, i, steps);
          }
          reported.countDown();
          return HEARD;
        };
    try (ControlSocket _ = listen(LONG, LONG, talkative);
        RawClient client = RawClient.to(socket).send(HELLO)) {
      reported.await();
      List<OperatorProtocol.Answer> answers = new ArrayList<>();
      Optional<OperatorProtocol.Answer> next = client.next();
      while (next.isPresent()) {
        answers.add(next.get());
        next = client.next();
      }
      assertThat(answers)
          .startsWith(new OperatorProtocol.Advanced("step 0", 0, steps))
          .endsWith(
              new OperatorProtocol.Advanced("step " + (steps - 1), steps - 1, steps),
              new OperatorProtocol.Finished(HEARD))
          .hasSizeLessThan(steps);
    }
  }

  @Test
  void whoNeverReadsTheReplyIsDropped() throws Exception {
    Reply big = Reply.done(Facts.NONE.with("big", "x".repeat(900_000)));
    try (ControlSocket _ = listen(LONG, LONG, (_, _) -> big);
        RawClient client = RawClient.to(socket).send(HELLO)) {
      assertThat(logged.next()).startsWith("FINE the client of a command is gone");
      // A part of the reply may have arrived.
      assertThatThrownBy(client::reply)
          .isInstanceOfAny(IOException.class, NoSuchElementException.class);
    }
  }

  private ControlSocket listen() {
    return listen(LONG, LONG);
  }

  private ControlSocket listen(Duration request, Duration stop) {
    return listen(request, stop, (asked, _) -> Reply.done(Facts.NONE, asked.argument("text")));
  }

  private ControlSocket listen(Duration request, Duration stop, Operations.Operation operation) {
    return ControlSocket.listen(socket, new Operations().add("say", operation), request, stop);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private void assertAnswers() {
    assertThat(
            ControlSocket.ask(
                socket, new Request("say", Map.of("text", "Zoë 日本")), (_, _, _) -> {}))
        .contains(HEARD);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
