package dev.restauth.control;

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

/** Clients that send something else, or too little, or go away: none of it ends the listener. */
@Timeout(60)
class OddClientsTest {
  private static final Duration LONG = Duration.ofMinutes(10);
  private static final String HELLO =
      "{\"operation\":\"say\",\"arguments\":{\"text\":\"Zoë 日本\"}}\n";
  private static final Reply HEARD = Reply.done(Facts.NONE, "Zoë 日本");

  @TempDir private Path folder;
  private Path socket;
  @AutoClose private final LogCatcher logged = new LogCatcher("dev.restauth.control");

  @BeforeEach
  void begin() {
    socket = folder.resolve("restauth.sock");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\n",
        "hunter2\n",
        "{\"operation\":\"say\",\"arguments\":{\"text\":hunter2}}\n",
        "{\"operation\":\"say\",\"arguments\":{\"text\":\"hunter2\",\"text\":\"hunter2\"}}\n",
        "{\"operation\":\"say\",\"arguments\":{\"text\":[\"hunter2\"]}}\n",
        "{\"operation\":\"say\",\"arguments\":{\"text\":\"hunter2\"}} hunter2\n",
        "{\"operation\":\"say\",\"arguments\":{\"text\":\"hunter2\"}}\nhunter2",
        "GET / HTTP/1.1\r\nAuthorization: hunter2\r\n\r\n",
      })
  void whatIsNotUnderstoodIsRefusedWithoutRepeatingIt(String sent) throws IOException {
    try (ControlSocket _ = listen(Patience.USUAL)) {
      try (RawClient client = RawClient.to(socket).send(sent)) {
        assertThat(client.reply().toString())
            .startsWith("Failed[message=the server did not understand the request: ")
            .doesNotContain("hunter2");
      }
      assertAnswers();
    }
    assertThat(logged.all()).noneMatch(event -> event.contains("hunter2"));
  }

  @Test
  void aRequestIsAtMost64KibibytesLong() throws IOException {
    try (ControlSocket _ = listen(Patience.USUAL)) {
      String padding =
          " ".repeat(Wire.REQUEST_BYTES - HELLO.strip().getBytes(StandardCharsets.UTF_8).length);
      try (RawClient client = RawClient.to(socket).send(padding + HELLO)) {
        assertThat(client.reply()).isEqualTo(HEARD);
      }
      for (byte[] tooLong :
          List.of(
              (" " + padding + HELLO).getBytes(StandardCharsets.UTF_8),
              "x".repeat(5_000_000).getBytes(StandardCharsets.UTF_8))) {
        try (RawClient client = RawClient.to(socket).sendWhatGoes(tooLong)) {
          assertThat(client.reply())
              .isEqualTo(
                  new Reply.Failed(
                      "the server did not understand the request: it is longer than 65536 bytes"));
        }
      }
      assertAnswers();
    }
  }

  @Test
  void aRequestMayComeInPieces() throws IOException {
    try (ControlSocket _ = listen(Patience.USUAL);
        RawClient client = RawClient.to(socket)) {
      for (byte each : HELLO.getBytes(StandardCharsets.UTF_8)) {
        client.send(new byte[] {each});
      }
      assertThat(client.reply()).isEqualTo(HEARD);
      assertThat(client.next()).isEmpty();
    }
  }

  @Test
  void whoHasFinishedSendingStillGetsTheReply() throws IOException {
    try (ControlSocket _ = listen(Patience.USUAL)) {
      try (RawClient client = RawClient.to(socket).send(HELLO).finishSending()) {
        assertThat(client.reply()).isEqualTo(HEARD);
      }
      try (RawClient client = RawClient.to(socket).send(HELLO.strip()).finishSending()) {
        assertThat(client.reply())
            .isEqualTo(
                new Reply.Failed(
                    "the server did not understand the request: it ended before its line did"));
      }
      try (RawClient client = RawClient.to(socket).finishSending()) {
        assertThat(client.rest()).isEmpty();
      }
      assertAnswers();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{\"operation\":\"say\","})
  void whoDoesNotSendARequestIsDropped(String sent) throws IOException {
    try (ControlSocket _ = listen(new Patience(Duration.ofMillis(20), LONG, LONG))) {
      try (RawClient client = RawClient.to(socket).send(sent)) {
        assertThat(client.rest()).isEmpty();
      }
    }
  }

  @Test
  void whoGoesAwayStopsTheOperationAtItsNextProgress() throws Exception {
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
    try (ControlSocket _ = listen(Patience.USUAL, endless)) {
      try (RawClient client = RawClient.to(socket).send(HELLO)) {
        assertThat(client.next()).contains(new Wire.Advanced("copying", 0, 0));
      }
      assertThat(stopped.get()).isEqualTo("whoever asked for it went away");
      assertThat(logged.next()).startsWith("INFO the command say was given up");
    }
  }

  @Test
  void whoGoesAwayBeforeTheReplyLosesOnlyThat() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch gone = new CountDownLatch(1);
    Operations.Operation waiting =
        (_, _) -> {
          begun.countDown();
          await(gone);
          return HEARD;
        };
    try (ControlSocket _ = listen(Patience.USUAL, waiting)) {
      try (RawClient _ = RawClient.to(socket).send(HELLO)) {
        begun.await();
      }
      gone.countDown();
      assertThat(logged.next()).startsWith("FINE whoever sent a command is gone");
      assertAnswers();
    }
  }

  @Test
  void whoDoesNotReadHoldsNobodyUpAndLosesNoLine() throws Exception {
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
    try (ControlSocket _ = listen(new Patience(LONG, LONG, LONG), talkative);
        RawClient client = RawClient.to(socket).send(HELLO)) {
      reported.await();
      List<Wire.Answer> answers = new ArrayList<>();
      Optional<Wire.Answer> next = client.next();
      while (next.isPresent()) {
        answers.add(next.get());
        next = client.next();
      }
      assertThat(answers)
          .startsWith(new Wire.Advanced("step 0", 0, steps))
          .endsWith(
              new Wire.Advanced("step " + (steps - 1), steps - 1, steps), new Wire.Finished(HEARD))
          .hasSizeLessThan(steps);
    }
  }

  @Test
  void whoNeverReadsTheReplyIsDropped() throws Exception {
    Reply big = Reply.done(Facts.NONE.with("big", "x".repeat(900_000)));
    try (ControlSocket _ = listen(new Patience(LONG, Duration.ofMillis(20), LONG), (_, _) -> big);
        RawClient client = RawClient.to(socket).send(HELLO)) {
      assertThat(logged.next()).startsWith("FINE whoever sent a command is gone");
      // Of which some may have come.
      assertThatThrownBy(client::reply)
          .isInstanceOfAny(IOException.class, NoSuchElementException.class);
    }
  }

  private ControlSocket listen(Patience patience) {
    return listen(patience, (request, _) -> Reply.done(Facts.NONE, request.argument("text")));
  }

  private ControlSocket listen(Patience patience, Operations.Operation operation) {
    return ControlSocket.listen(socket, new Operations().add("say", operation), patience);
  }

  private void assertAnswers() {
    assertThat(
            ControlClient.ask(
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
