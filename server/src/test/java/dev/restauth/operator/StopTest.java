package dev.restauth.operator;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The effect of a shutdown on commands in progress. */
@Timeout(60)
class StopTest {
  private static final Duration LONG = Duration.ofMinutes(10);
  private static final Request REQUEST = new Request("act", Map.of());

  @TempDir private Path folder;
  private Path socket;
  private ExecutorService threads;
  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch mayEnd = new CountDownLatch(1);

  @BeforeEach
  void begin() {
    socket = folder.resolve("restauth.sock");
    threads = Executors.newCachedThreadPool();
  }

  @AfterEach
  void end() {
    mayEnd.countDown();
    threads.close();
  }

  @Test
  void aConnectionWithoutARequestIsClosed() throws Exception {
    ControlSocket listening = listen(LONG, (_, _) -> Reply.done(Facts.NONE));
    try (RawClient silent = RawClient.to(socket);
        RawClient half = RawClient.to(socket).send("POST /operator/act HT")) {
      // The listener accepts in order, so a response means that it already serves the other
      // connections.
      assertThat(ask()).contains(Reply.done(Facts.NONE));
      listening.close();
      assertThat(silent.rest()).isEmpty();
      assertThat(half.rest()).isEmpty();
    }
  }

  @Test
  void anOperationThatReportsProgressIsStoppedAndItsClientIsNotified() throws Exception {
    ControlSocket listening =
        listen(
            LONG,
            (_, progress) -> {
              for (long i = 0; true; i++) {
                progress.advanced("copying", i, 0);
                begun.countDown();
              }
            });
    Future<Optional<Reply>> reply = threads.submit(this::ask);
    begun.await();
    listening.close();
    assertThat(reply.get())
        .contains(
            new Reply.Failed(
                "the server is stopping, and aborted the command before it was done:"
                    + " try again when it runs"));
  }

  @Test
  void aShortOperationCompletesAndItsClientIsNotified() throws Exception {
    ControlSocket listening = listen(LONG, waiting());
    Future<Optional<Reply>> reply = threads.submit(this::ask);
    begun.await();
    Future<?> closing = threads.submit(listening::close);
    while (Files.exists(socket)) {
      Thread.onSpinWait();
    }
    assertThat(closing.isDone()).isFalse();
    mayEnd.countDown();
    closing.get();
    assertThat(reply.get()).contains(Reply.done(Facts.NONE, "ended"));
  }

  @Test
  void aStopDoesNotWaitForeverForAnOperation() throws Exception {
    ControlSocket listening = listen(Duration.ofMillis(20), waiting());
    Future<Optional<Reply>> reply = threads.submit(this::ask);
    begun.await();
    listening.close();
    assertThat(reply.get())
        .contains(
            new Reply.Failed(
                "the server ended before it answered; the command may or may not have been done"));
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aThreadThatIsInterruptedWaitsAllTheSameAndStaysInterrupted() throws Exception {
    ControlSocket listening = listen(LONG, waiting());
    Future<Optional<Reply>> reply = threads.submit(this::ask);
    begun.await();
    CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
    Thread closing =
        Thread.ofPlatform()
            .start(
                () -> {
                  Thread.currentThread().interrupt();
                  listening.close();
                  interrupted.complete(Thread.currentThread().isInterrupted());
                });
    while (Files.exists(socket)) {
      Thread.onSpinWait();
    }
    closing.interrupt();
    mayEnd.countDown();
    assertThat(interrupted.get()).isTrue();
    assertThat(reply.get()).contains(Reply.done(Facts.NONE, "ended"));
    assertThat(folder).isEmptyDirectory();
  }

  private Operations.Operation waiting() {
    return (_, _) -> {
      begun.countDown();
      try {
        mayEnd.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      return Reply.done(Facts.NONE, "ended");
    };
  }

  private ControlSocket listen(Duration stop, Operations.Operation operation) {
    return ControlSocket.listen(socket, new Operations().add("act", operation), LONG, stop);
  }

  private Optional<Reply> ask() {
    return ControlSocket.ask(socket, REQUEST, (_, _, _) -> {});
  }
}
