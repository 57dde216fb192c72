package dev.restauth.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.LogCatcher;
import dev.restauth.store.StoreRefusedException;
import dev.restauth.store.StoreUnavailableException;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Requests from the client of commands to operations, and the replies. */
@Timeout(60)
class ControlSocketTest {
  private static final Request CREATE =
      new Request("act", Map.of("username", "Zoë 日本", "password", "hunter2"));

  @TempDir private Path folder;
  private Path socket;
  @AutoClose private final LogCatcher logged = new LogCatcher("dev.restauth.operator");
  @AutoClose private ExecutorService threads;

  @BeforeEach
  void begin() {
    socket = folder.resolve("restauth.sock");
    threads = Executors.newCachedThreadPool();
  }

  @Test
  void theOperationGetsTheRequestOnAPlatformThread() {
    List<Object> seen = new ArrayList<>();
    Reply reply =
        Reply.done(Facts.NONE.with("id", 7).with("username", "Zoë 日本"), "The account is made.");
    assertThat(
            answerOf(
                (request, _) -> {
                  seen.add(request);
                  seen.add(Thread.currentThread().isVirtual());
                  return reply;
                }))
        .isEqualTo(reply);
    assertThat(seen).containsExactly(CREATE.by(Optional.of(Operator.ofThisProcess())), false);
    assertThat(logged.all()).isEmpty();
  }

  @Test
  void argumentsArriveAsTheyWere() {
    Map<String, String> odd =
        Map.of(
            "username",
            "Zoë 日本 🦊",
            "password",
            "a\n\"b\"\\\u0000\u2028",
            "half",
            "\ud83e",
            "",
            "");
    List<Map<String, String>> seen = new ArrayList<>();
    try (ControlSocket _ =
        listen(
            (request, _) -> {
              seen.add(request.arguments());
              return Reply.done(Facts.NONE);
            })) {
      ask(new Request("act", odd));
    }
    assertThat(seen).containsExactly(odd);
  }

  @Test
  void progressArrivesBeforeTheReply() {
    List<String> heard = new ArrayList<>();
    try (ControlSocket _ =
        listen(
            (_, progress) -> {
              for (int i = 0; i <= 1000; i++) {
                progress.advanced("copying", i, 1000);
              }
              progress.advanced("checking", 1, 1);
              return new Reply.Failed("no");
            })) {
      assertThat(
              ControlSocket.ask(
                  socket,
                  CREATE,
                  (step, done, total) -> heard.add(step + " " + done + "/" + total)))
          .contains(new Reply.Failed("no"));
    }
    assertThat(heard).startsWith("copying 0/1000").endsWith("checking 1/1").doesNotHaveDuplicates();
  }

  @Test
  void failuresForTheOperatorReachTheOperator() {
    for (RuntimeException failure :
        List.of(
            new StoreUnavailableException("the disk is full", new IOException("secret detail")),
            new StoreRefusedException("the disk is full"),
            new IllegalArgumentException("the disk is full"))) {
      assertThat(
              answerOf(
                  (_, _) -> {
                    throw failure;
                  }))
          .isEqualTo(new Reply.Failed("the disk is full"));
    }
    assertThat(answerOf((request, _) -> Reply.done(Facts.NONE, request.argument("file"))))
        .isEqualTo(new Reply.Failed("act lacks the argument file"));
    assertThat(logged.all()).isEmpty();
  }

  /** The messages of JDK exceptions are written for programmers, or missing. */
  @Test
  void internalFailuresAreRewordedForTheOperator() {
    for (RuntimeException failure :
        List.of(
            new IllegalArgumentException(),
            new NumberFormatException("For input string: \"x\""),
            new InvalidPathException("x", "Nul character not allowed"))) {
      assertThat(
              answerOf(
                  (_, _) -> {
                    throw failure;
                  }))
          .isEqualTo(new Reply.Failed("an argument of act is not what it must be"));
    }
  }

  @Test
  void anUnknownOperationFails() {
    try (ControlSocket _ = listen((_, _) -> Reply.done(Facts.NONE))) {
      assertThat(ask(new Request("fly", Map.of())))
          .isInstanceOfSatisfying(
              Reply.Failed.class,
              failed -> assertThat(failed.message()).contains("does not know the operation fly"));
    }
  }

  @Test
  void aDefectIsLoggedWithoutItsQuotations() throws Exception {
    for (Throwable defect :
        List.of(
            new IllegalStateException(
                "hunter2", new IllegalArgumentException("for Zoë 日本: hunter2")),
            new StackOverflowError("hunter2"))) {
      assertThat(answerOf((_, _) -> sneak(defect)))
          .isEqualTo(new Reply.Failed("this is a defect of the server; its log has the details"));
      assertThat(logged.next())
          .startsWith("SEVERE the command act failed")
          .contains(defect.getClass().getName())
          .contains("ControlSocketTest.aDefectIsLoggedWithoutItsQuotations")
          .doesNotContain("hunter2", "Zoë");
    }
    assertThat(logged.all()).isEmpty();
  }

  @Test
  void aDefectOfAnOperationWithoutArgumentsIsLoggedCompletely() throws Exception {
    try (ControlSocket _ = listen((_, _) -> sneak(new IllegalStateException("two schemas")))) {
      ask(new Request("act", Map.of()));
    }
    assertThat(logged.next()).contains("java.lang.IllegalStateException: two schemas");
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <E extends Throwable> Reply sneak(Throwable thrown) throws E {
    throw (E) thrown;
  }

  @Test
  void aTooLongReplyIsAFailureThatNamesTheResult() throws Exception {
    String long1 = "x".repeat(OperatorProtocol.ANSWER_BYTES);
    assertThat(answerOf((_, _) -> Reply.done(Facts.NONE.with("long", long1))))
        .isEqualTo(
            new Reply.Failed("the server's answer is too long to be sent; the command was done"));
    assertThat(logged.next()).startsWith("SEVERE the reply to act has ");
    Facts facts = Facts.NONE.with("long", long1.substring(100));
    assertThat(answerOf((_, _) -> Reply.done(facts))).isEqualTo(Reply.done(facts));
  }

  @Test
  void anInterruptInsideAnOperationDoesNotLoseTheReply() {
    List<Long> heard = new ArrayList<>();
    try (ControlSocket _ =
        listen(
            (_, progress) -> {
              Thread.currentThread().interrupt();
              progress.advanced("copying", 1, 2);
              progress.advanced("copying", 2, 2);
              return Reply.done(Facts.NONE, "done");
            })) {
      assertThat(ControlSocket.ask(socket, CREATE, (_, done, _) -> heard.add(done)))
          .contains(Reply.done(Facts.NONE, "done"));
    }
    assertThat(heard).containsExactly(1L, 2L);
  }

  @Test
  void aNinthIsRefusedUntilOneIsDone() throws Exception {
    CountDownLatch inside = new CountDownLatch(8);
    CountDownLatch enough = new CountDownLatch(1);
    try (ControlSocket _ =
        listen(
            (_, _) -> {
              inside.countDown();
              await(enough);
              return Reply.done(Facts.NONE);
            })) {
      List<Future<Reply>> eight =
          IntStream.range(0, 8).mapToObj(_ -> threads.submit(() -> ask(CREATE))).toList();
      inside.await();
      assertThat(ask(CREATE)).isEqualTo(new Reply.Failed("too many commands at once; try again"));
      enough.countDown();
      for (Future<Reply> each : eight) {
        assertThat(each.get()).isEqualTo(Reply.done(Facts.NONE));
      }
      assertThat(ask(CREATE)).isEqualTo(Reply.done(Facts.NONE));
    }
  }

  @Test
  void sixteenConcurrentCommandsGetTheirOwnReplies() throws Exception {
    try (ControlSocket _ =
        listen(
            (request, progress) -> {
              progress.advanced(request.argument("name"), 1, 1);
              return Reply.done(Facts.NONE.with("name", request.argument("name")));
            })) {
      List<Callable<List<Reply>>> clients =
          IntStream.range(0, 16)
              .<Callable<List<Reply>>>mapToObj(
                  client ->
                      () ->
                          IntStream.range(0, 50)
                              .mapToObj(i -> insist("Zoë " + client + " " + i))
                              .toList())
              .toList();
      List<Future<List<Reply>>> replies = threads.invokeAll(clients);
      for (int client = 0; client < 16; client++) {
        int number = client;
        assertThat(replies.get(client).get())
            .isEqualTo(
                IntStream.range(0, 50)
                    .mapToObj(i -> Reply.done(Facts.NONE.with("name", "Zoë " + number + " " + i)))
                    .toList());
      }
    }
    assertThat(logged.all()).isEmpty();
  }

  private Reply insist(String name) {
    Reply reply;
    do {
      reply = ask(new Request("act", Map.of("name", name)));
    } while (reply.equals(new Reply.Failed("too many commands at once; try again")));
    return reply;
  }

  private ControlSocket listen(Operations.Operation operation) {
    return ControlSocket.listen(socket, new Operations().add("act", operation));
  }

  private Reply answerOf(Operations.Operation operation) {
    try (ControlSocket _ = listen(operation)) {
      return ask(CREATE);
    }
  }

  private Reply ask(Request request) {
    Optional<Reply> reply = ControlSocket.ask(socket, request, (_, _, _) -> {});
    return reply.orElseThrow();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
