package dev.restauth.blocking;

import static dev.restauth.blocking.Conversations.FORM;
import static dev.restauth.blocking.Conversations.JSON;
import static dev.restauth.blocking.Conversations.basic;
import static dev.restauth.blocking.Conversations.bearer;
import static dev.restauth.blocking.Conversations.member;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.LogCatcher;
import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.blocking.Conversations.By;
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
import java.util.Arrays;
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
 * An event loop answers what memory knows, and hands over what would have it wait. A request that it handed over
 * has left no trace: it is answered as if nobody had tried before.
 */
class BlockingTest {
  private static final String MIGUEL = basic("miguel", "python");
  private static final String HTML = "Accept: text/html";

  /** Of what is not rethrown at once by the compiler's own handlers. */
  private static final Pattern ERRORS =
      Pattern.compile("catch \\([^)]*\\b(Throwable|Error)\\b|case (Throwable|Error) ");

  private final EventLoop loop = new EventLoop();

  @AfterEach
  void end() {
    loop.close();
  }

  @Test
  void breaksOffNobodyWhoMayWait() {
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
  void answersWhatMemoryKnowsAndTheSameAsWithoutAnEventLoop(
      @TempDir Path one, @TempDir Path other) {
    SetClock clock = new SetClock();
    SetClock twinClock = new SetClock();
    try (LogCatcher events = new LogCatcher(Logging.SECURITY_EVENTS); // else none is counted
        TestServer server = TestServer.start(one, clock, Map.of());
        TestServer twin = TestServer.start(other, twinClock, Map.of())) {
      Conversations attempted = Conversations.with(server, Optional.of(loop));
      Conversations plain = Conversations.with(twin, Optional.empty());
      var _ = events.takeAll();
      talk(server, clock, attempted);
      List<String> written = types(events.takeAll());
      talk(twin, twinClock, plain);
      assertThat(attempted.told()).containsExactlyElementsOf(plain.told());
      assertThat(written).isEqualTo(types(events.takeAll())).hasSizeGreaterThan(10);
      assertThat(
              new TreeSet<>(
                  attempted.calls().stream()
                      .map(call -> call.replaceFirst("/users/\\w+$", "/users/{id}"))
                      .map(call -> call.replaceFirst("/sessions/\\S+$", "/sessions/{sid}"))
                      .toList()))
          .containsAll(served(server));
    }
  }

  private static List<String> served(TestServer server) {
    return server.allowByPath().entrySet().stream()
        .flatMap(
            path ->
                Arrays.stream(path.getValue().split(", ", -1))
                    .map(method -> method + " " + path.getKey()))
        .filter(call -> !call.startsWith("OPTIONS ") && !call.startsWith("HEAD "))
        .toList();
  }

  private static void talk(TestServer server, SetClock clock, Conversations with) {
    documents(with);
    accounts(with);
    passwords(with);
    clock.move(Duration.ofSeconds(1)); // which of two sessions is the newer one shows
    Answer loggedIn = with.call(By.OTHER, 200, "GET /api/token?refresh=true", MIGUEL);
    String token = member(loggedIn, "token");
    tokens(with, token);
    services(server, with, token);
    oauth(with, token, member(loggedIn, "refresh_token"));
    ends(with, token);
  }

  private static void documents(Conversations with) {
    for (String line : List.of("GET /", "GET /openapi.json")) {
      with.call(By.OTHER, 200, line);
      with.call(By.LOOP, 200, line);
      with.call(By.LOOP, 200, line.replace("GET", "HEAD"));
    }
    with.call(By.OTHER, 200, "GET /", HTML);
    with.call(By.LOOP, 200, "GET /", HTML);
    with.call(By.OTHER, 404, "GET /nothing", HTML);
    with.call(By.LOOP, 404, "GET /nothing", HTML);
    with.call(By.LOOP, 404, "GET /nothing");
    with.call(By.LOOP, 405, "PUT /api/token");
    with.call(By.LOOP, 200, "OPTIONS /api/users");
    with.call(By.LOOP, 200, "GET /health");
    with.call(By.LOOP, 200, "GET /.well-known/jwks.json");
    with.call(By.LOOP, 304, "GET /.well-known/jwks.json", "If-None-Match: *");
    with.call(By.LOOP, 400, "GET /health", "Host: another.example");
    with.call(By.LOOP, 431, "GET /", "Authorization: " + "x".repeat(9_000));
  }

  private static void accounts(Conversations with) {
    with.register(By.OTHER, 201, "miguel", "python");
    with.register(By.OTHER, 201, "susan", "monty");
    with.register(By.OTHER, 400, "susan", "monty");
    with.register(By.OTHER, 400, "\\n", "monty");
    with.post(By.LOOP, 400, "/api/users", JSON, "{\"username\":");
    with.post(By.LOOP, 400, "/api/users", JSON, "{\"username\":\"david\"}");
    with.post(By.OTHER, 400, "/api/users", JSON, "{}" + " ".repeat(5_000));
    with.post(By.LOOP, 415, "/api/users", FORM, "username=david");
    with.call(By.OTHER, 200, "GET /api/users/1");
    with.call(By.LOOP, 200, "GET /api/users/1");
    with.call(By.LOOP, 200, "HEAD /api/users/1");
    with.call(By.OTHER, 400, "GET /api/users/999");
    with.call(By.OTHER, 400, "GET /api/users/999");
    with.call(By.LOOP, 404, "GET /api/users/david");
  }

  private static void passwords(Conversations with) {
    with.call(By.LOOP, 401, "GET /api/resource");
    with.call(By.LOOP, 401, "GET /api/resource", "Accept: application/json");
    with.call(By.LOOP, 401, "GET /api/resource", "Authorization: Basic %");
    with.call(By.OTHER, 200, "GET /api/resource", MIGUEL);
    with.call(By.LOOP, 200, "GET /api/resource", MIGUEL);
    with.call(By.LOOP, 400, "GET /api/token?refresh=maybe", MIGUEL);
    with.call(By.OTHER, 401, "GET /api/resource", basic("miguel", "wrong"));
    with.call(By.OTHER, 401, "GET /api/resource", basic("miguel", "wrong"));
    with.call(By.OTHER, 401, "GET /api/resource", basic("nobody", "python"));
    with.call(By.LOOP, 401, "GET /api/resource", basic("miguel", "restauth_sk_x"));
    with.call(By.OTHER, 200, "GET /api/token", MIGUEL);
    with.call(By.OTHER, 200, "HEAD /api/token", MIGUEL);
    with.call(By.LOOP, 400, "DELETE /api/token", MIGUEL);
    with.post(By.LOOP, 400, "/api/me/password", JSON, "{}", MIGUEL);
  }

  private static void tokens(Conversations with, String token) {
    with.call(By.LOOP, 401, "GET /api/resource", bearer("x"));
    with.call(By.LOOP, 401, "GET /api/resource", bearer("e30.e30.e30"));
    with.call(By.OTHER, 200, "GET /api/resource", bearer(token));
    with.call(By.LOOP, 200, "GET /api/resource", bearer(token));
    with.call(By.LOOP, 200, "GET /api/resource", basic(token, ""));
    char end = token.charAt(token.length() - 10);
    String forged =
        token.substring(0, token.length() - 10)
            + (end == 'A' ? 'B' : 'A')
            + token.substring(token.length() - 9);
    with.call(By.OTHER, 401, "GET /api/resource", bearer(forged));
    with.call(By.OTHER, 200, "GET /api/token", bearer(token));
    with.call(By.LOOP, 403, "GET /api/token?refresh=true", bearer(token));
    with.call(By.OTHER, 200, "GET /api/me/sessions", bearer(token));
    with.call(By.LOOP, 403, "DELETE /api/me/sessions", bearer(token));
    with.call(By.LOOP, 403, "DELETE /api/me/sessions/" + "s".repeat(22), bearer(token));
    with.call(By.LOOP, 403, "DELETE /api/me", bearer(token));
    with.call(
        By.OTHER,
        403,
        "DELETE /api/me/sessions",
        Optional.of("{\"current_password\":\"wrong\"}"),
        JSON,
        bearer(token));
  }

  private static void services(TestServer server, Conversations with, String token) {
    String asks = server.serviceKey("asks", "tokens:introspect");
    String reads = server.serviceKey("reads", "revocations:read");
    // Begins with all that has changed, so that the server has heard of both keys when it is
    // answered.
    with.call(By.OTHER, 200, "GET /api/revocations", bearer(reads));
    String form = "token=" + token;
    with.post(By.LOOP, 401, "/oauth/introspect", FORM, form);
    with.post(By.OTHER_AT_FIRST, 200, "/oauth/introspect", FORM, form, bearer(asks));
    with.post(By.LOOP, 200, "/oauth/introspect", FORM, form, bearer(asks));
    with.post(By.LOOP, 200, "/oauth/introspect", FORM, form, basic("asks", asks));
    with.post(By.LOOP, 200, "/oauth/introspect", FORM, "token=x", bearer(asks));
    with.post(By.LOOP, 400, "/oauth/introspect", FORM, "", bearer(asks));
    with.post(By.LOOP, 403, "/oauth/introspect", FORM, form, bearer(reads));
    with.post(
        By.OTHER, 200, "/oauth/introspect", FORM, form + "&x=" + "x".repeat(5_000), bearer(asks));
    with.call(By.LOOP, 401, "GET /api/revocations");
    with.call(By.LOOP, 403, "GET /api/revocations", bearer(asks));
    with.call(By.OTHER, 200, "HEAD /api/revocations", bearer(reads));
  }

  private static void oauth(Conversations with, String token, String refreshToken) {
    with.call(By.LOOP, 200, "GET /.well-known/oauth-authorization-server");
    with.call(By.LOOP, 200, "GET /.well-known/oauth-protected-resource");
    with.post(By.LOOP, 400, "/oauth/token", FORM, "");
    with.post(By.LOOP, 400, "/oauth/token", FORM, "grant_type=password");
    with.post(By.LOOP, 401, "/oauth/token", FORM, "grant_type=refresh_token&client_id=other");
    with.post(By.LOOP, 400, "/oauth/token", FORM, "grant_type=refresh_token&refresh_token=x");
    String refresh = "grant_type=refresh_token&refresh_token=";
    Answer refreshed = with.post(By.OTHER, 200, "/oauth/token", FORM, refresh + refreshToken);
    Answer again = with.post(By.OTHER, 200, "/oauth/token", FORM, refresh + refreshToken);
    String next = member(refreshed, "refresh_token");
    assertThat(member(again, "refresh_token")).isEqualTo(next);
    with.post(By.LOOP, 200, "/oauth/revoke", FORM, "token=x");
    with.post(By.OTHER, 200, "/oauth/revoke", FORM, "token=" + next);
    with.call(By.LOOP, 401, "GET /api/resource", bearer(token));
    with.post(By.OTHER, 400, "/oauth/token", FORM, refresh + next);
  }

  private static void ends(Conversations with, String ended) {
    String token = member(with.call(By.OTHER, 200, "GET /api/token", MIGUEL), "token");
    with.call(By.OTHER, 204, "DELETE /api/token", bearer(token));
    with.call(By.LOOP, 401, "DELETE /api/token", bearer(token));
    with.call(By.LOOP, 401, "GET /api/token", bearer(ended));
    with.call(By.OTHER, 404, "DELETE /api/me/sessions/" + "s".repeat(22), MIGUEL);
    with.call(By.OTHER, 204, "DELETE /api/me/sessions", MIGUEL);
    with.post(
        By.OTHER,
        204,
        "/api/me/password",
        JSON,
        "{\"current_password\":\"python\",\"new_password\":\"monty\"}",
        MIGUEL);
    with.call(By.OTHER, 401, "GET /api/resource", MIGUEL);
    with.call(By.OTHER, 204, "DELETE /api/me", basic("miguel", "monty"));
    with.call(By.OTHER_AT_FIRST, 400, "GET /api/users/1");
  }

  @Test
  void countsWhatWasHandedOverOnce(@TempDir Path folder) {
    Map<String, String> settings = Map.of("address-registrations", "3", "account-failures", "3");
    try (TestServer server = TestServer.start(folder, new SetClock(), settings);
        LogCatcher events = new LogCatcher(Logging.SECURITY_EVENTS)) {
      Conversations with = Conversations.with(server, Optional.of(loop));
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
  void takesNothingFromAnAllowanceBeforeItIsHandedOver() {
    AddressAllowances once = new AddressAllowances(1, Duration.ofHours(1), new SetClock());
    assertThat(loop.run(() -> once.take("192.0.2.1"))).isEmpty();
    assertThat(loop.run(() -> once.delay("192.0.2.1"))).contains(Optional.empty());
    assertThat(once.take("192.0.2.1")).isEmpty();
    assertThat(loop.run(() -> once.delay("192.0.2.1").isPresent())).contains(true);
  }

  @Test
  void computesWhatIsNeededOnceOnAThreadThatMayWait() {
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
   * Who catches every error could take a request that was broken off for one that failed. These run on threads of
   * their own, or throw it on; all of them have been looked at.
   */
  @Test
  void isCaughtByNobodyOnItsWay() throws IOException {
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
              "control/Conversation.java",
              "control/Operations.java",
              "feature/NotifyingStore.java",
              "password/HashingJob.java",
              "password/HashingPriority.java",
              "password/NativeArgon2.java",
              "runtime/MaintenanceTasks.java",
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
