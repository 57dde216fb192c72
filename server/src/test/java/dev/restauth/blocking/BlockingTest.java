package dev.restauth.blocking;

import static dev.restauth.blocking.RecordedCalls.FORM;
import static dev.restauth.blocking.RecordedCalls.basic;
import static dev.restauth.blocking.RecordedCalls.member;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.LogCatcher;
import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.blocking.RecordedCalls.By;
import dev.restauth.http.Answer;
import dev.restauth.job.Lazy;
import dev.restauth.log.Logging;
import dev.restauth.throttle.AddressAllowances;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An event loop that answers requests from memory and hands over requests that would block. An
 * aborted attempt has no effect: another thread answers the request as if the event loop had not
 * tried.
 */
class BlockingTest {

  /**
   * Clauses in the source code that catch every error. The compiler generates such clauses too, but
   * its clauses rethrow the error immediately.
   */
  private static final Pattern ERRORS =
      Pattern.compile("catch \\([^)]*\\b(Throwable|Error)\\b|case (Throwable|Error) ");

  private final EventLoop loop = new EventLoop();

  @AfterEach
  void end() {
    loop.close();
  }

  @Test
  void doesNotAbortThreadsThatMayWait() {
    Blocking.begin();
    assertThat(loop.run(() -> true)).contains(true);
    assertThat(
            loop.run(
                () -> {
                  Blocking.begin();
                  return true;
                }))
        .isEmpty();
  }

  @Test
  void answersFromMemoryAreTheSameAsWithoutAnEventLoop(@TempDir Path one, @TempDir Path other) {
    SetClock clock = new SetClock();
    SetClock twinClock = new SetClock();
    try (LogCatcher events =
            new LogCatcher(Logging.SECURITY_EVENTS); // otherwise the log-in writes no event
        TestServer server = TestServer.start(one, clock, Map.of());
        TestServer twin = TestServer.start(other, twinClock, Map.of())) {
      RecordedCalls attempted = RecordedCalls.with(server, Optional.of(loop));
      RecordedCalls plain = RecordedCalls.with(twin, Optional.empty());
      var _ = events.takeAll();
      EveryCall.make(server, clock, attempted);
      List<String> written = types(events.takeAll());
      EveryCall.make(twin, twinClock, plain);
      assertThat(attempted.log()).containsExactlyElementsOf(plain.log());
      assertThat(written).isEqualTo(types(events.takeAll())).hasSizeGreaterThan(10);
      assertThat(
              new TreeSet<>(
                  attempted.calls().stream()
                      .map(call -> call.replaceFirst("/users/\\w+$", "/users/{id}"))
                      .map(call -> call.replaceFirst("/sessions/\\S+$", "/sessions/{sid}"))
                      .map(call -> call.replaceFirst("/keys/\\S+$", "/keys/{key}"))
                      .map(call -> call.replaceFirst("/p{22}$", "/{passkey}"))
                      .map(call -> call.replaceFirst("/d{22}$", "/{device}"))
                      .map(call -> call.replaceFirst("/consents/shop$", "/consents/{client}"))
                      .map(call -> call.replaceFirst("-resets/\\S+$", "-resets/{request}"))
                      .map(call -> call.replaceFirst("-codes/\\S+$", "-codes/{request}"))
                      .map(call -> call.replaceFirst("trations/\\S+$", "trations/{request}"))
                      .map(call -> call.replaceFirst("tions/r+$", "tions/{invitation}"))
                      .toList()))
          .containsAll(EveryCall.served(server));
    }
  }

  @Test
  void countsHandedOverRequestsOnce(@TempDir Path folder) {
    Map<String, String> settings = Map.of("address-registrations", "3", "account-failures", "3");
    try (TestServer server = TestServer.start(folder, new SetClock(), settings);
        LogCatcher events = new LogCatcher(Logging.SECURITY_EVENTS)) {
      RecordedCalls with = RecordedCalls.with(server, Optional.of(loop));
      Stream.of("miguel", "susan", "david")
          .forEach(each -> with.register(By.OTHER, 201, each, "x"));
      with.register(By.OTHER, 429, "anna", "x");
      String wrong = basic("nobody", "wrong");
      for (int i = 0; i < 3; i++) {
        with.call(By.OTHER, 401, "GET /api/resource", wrong);
      }
      with.call(By.OTHER, 429, "GET /api/resource", wrong);
      Answer loggedIn =
          with.call(By.OTHER, 200, "GET /api/token?refresh=true", basic("susan", "x"));
      String first = "grant_type=refresh_token&refresh_token=" + member(loggedIn, "refresh_token");
      Answer refreshed = with.post(By.OTHER, 200, "/oauth/token", FORM, first);
      String second =
          "grant_type=refresh_token&refresh_token=" + member(refreshed, "refresh_token");
      with.post(By.OTHER, 200, "/oauth/token", FORM, second);
      with.post(By.OTHER, 400, "/oauth/token", FORM, first);
      assertThat(events.all().stream().map(BlockingTest::type))
          .containsExactly(
              "user.registered",
              "user.registered",
              "user.registered",
              "user.registration_refused",
              "user.login_failed",
              "user.login_failed",
              "user.login_failed",
              "user.login_throttled",
              "user.logged_in",
              "refresh_token.reused");
    }
  }

  private static List<String> types(List<String> lines) {
    return lines.stream()
        .map(line -> line.replaceFirst("^.*?: ", ""))
        .map(BlockingTest::type)
        .toList();
  }

  private static String type(String line) {
    return line.replaceFirst("(?s)^INFO event=(\\S+).*$", "$1");
  }

  @Test
  void usesNoQuotaBeforeTheHandOver() {
    AddressAllowances once = new AddressAllowances(1, Duration.ofHours(1), new SetClock());
    assertThat(loop.run(() -> once.take("192.0.2.1"))).isEmpty();
    assertThat(loop.run(() -> once.delay("192.0.2.1"))).contains(Optional.empty());
    assertThat(once.take("192.0.2.1")).isEmpty();
    assertThat(loop.run(() -> once.delay("192.0.2.1").isPresent())).contains(true);
  }

  @Test
  void computesALazyValueOnceOnAThreadThatMayWait() {
    List<String> computed = new ArrayList<>();
    Lazy<String> once =
        new Lazy<>(
            () -> {
              computed.add(Thread.currentThread().getName());
              return "known";
            });
    assertThat(loop.run(once)).isEmpty();
    assertThat(computed).isEmpty();
    assertThat(once.get()).isEqualTo("known");
    assertThat(loop.run(once)).contains("known");
    assertThat(computed).hasSize(1);
  }

  /**
   * Code that catches every error could treat an aborted request as a failed one. The listed
   * classes run on their own threads or rethrow the error, and all of them have been reviewed.
   */
  @Test
  void noCodeCatchesIt() throws IOException {
    Path sources = Path.of("src", "main", "java", "dev", "restauth");
    try (Stream<Path> files = Files.walk(sources)) {
      assertThat(
              files
                  .filter(file -> file.toString().endsWith(".java"))
                  .filter(file -> !file.startsWith(sources.resolve("listener")))
                  .filter(BlockingTest::catchesErrors)
                  .map(file -> sources.relativize(file).toString().replace('\\', '/')))
          .containsExactlyInAnyOrder(
              "adopt/source/CsvRows.java",
              "adopt/sql/JdbcEngine.java",
              "adopt/sql/UserLookups.java",
              "cli/StandardError.java",
              "operator/OperationAnswer.java",
              "operator/Operations.java",
              "feature/NotifyingStore.java",
              "outbox/OutboxWorker.java",
              "password/HashingJob.java",
              "password/HashingPriority.java",
              "password/NativeArgon2.java",
              "runtime/MaintenanceTasks.java",
              "runtime/SystemdNotification.java",
              "store/care/SqliteCopy.java",
              "store/sql/PendingWork.java",
              "store/sql/Pool.java",
              "store/sql/Readers.java",
              "store/sql/Writers.java");
    }
  }

  private static boolean catchesErrors(Path file) {
    try {
      return ERRORS.matcher(Files.readString(file, StandardCharsets.UTF_8)).find();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
