package dev.restauth.account;

import static dev.restauth.email.MailCalls.problem;
import static dev.restauth.http.HttpCalls.basic;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.LogCatcher;
import dev.restauth.LongRun;
import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.http.HttpCalls;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.operator.Reply.Failed;
import dev.restauth.store.sql.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Changes of a user name by its owner, and attempts of other users to use a former name. */
@ParameterizedClass
@MethodSource("dev.restauth.store.sql.TestDatabase#tried")
class OwnUsernameTest {
  private static final int ROUNDS = LongRun.IS_LONG ? 12 : 4;

  private final SetClock clock = new SetClock();

  @Parameter TestDatabase database;

  @RegisterExtension
  private final TestServer server =
      new TestServer(clock, Map.of("address-registrations", "1000"))
          .on(() -> database)
          .withAccount("susan", "python")
          .withAccount("david", "monty");

  private final HttpCalls calls = server.calls();

  @Test
  void changesImmediatelyAndTokensStayValid() throws InterruptedException {
    String token = "Authorization: Bearer " + calls.token("susan", "python");
    assertThat(greeting(token)).isEqualTo("Hello, susan!");
    try (LogCatcher events = new LogCatcher("dev.restauth.event")) {
      assertThat(rename("susan", "python", "susanna").status()).isEqualTo(204);
      assertThat(events.next()).contains("event=user.username_changed account=1 network=127.0.0.");
    }
    // The old name was in the cache of recently verified passwords.
    assertThat(calls.get("/api/resource", basic("susan", "python")).status()).isEqualTo(401);
    assertThat(greeting(basic("susanna", "python"))).isEqualTo("Hello, susanna!");
    assertThat(greeting(token)).isEqualTo("Hello, susanna!");
    assertThat(calls.get("/api/users/1").body()).contains("\"susanna\"");
    assertThat(calls.get("/api/me", token).json().get("username").asText()).isEqualTo("susanna");
  }

  @Test
  void staysTheSameIfItIsTheSame() {
    assertThat(rename("susan", "python", "susan").status()).isEqualTo(204);
    assertThat(rename("susan", "python", "\uff53usan").status()).isEqualTo(204);
    assertThat(greeting(basic("susan", "python"))).isEqualTo("Hello, susan!");
    assertThat(rename("susan", "python", "sue").status()).isEqualTo(204);
  }

  @Test
  void takesThePassword() {
    String token = "Authorization: Bearer " + calls.token("susan", "python");
    String path = "/api/me/username";
    assertThat(problem(put(path, "{\"username\":\"eve\"}", token)))
        .isEqualTo("403 password-required");
    String wrong = "{\"username\":\"eve\",\"current_password\":\"monty\"}";
    assertThat(problem(put(path, wrong, token))).isEqualTo("403 wrong-password");
    assertThat(put(path, "{\"username\":\"eve\"}", "X-None: x").status()).isEqualTo(401);
    assertThat(put(path, "{\"username\":\"eve\"}", basic("susan", "monty")).status())
        .isEqualTo(401);
    assertThat(greeting(token)).isEqualTo("Hello, susan!");
    String right = "{\"username\":\"sue\",\"current_password\":\"python\"}";
    assertThat(put(path, right, token).status()).isEqualTo(204);
    assertThat(greeting(token)).isEqualTo("Hello, sue!");
  }

  @Test
  void isRefusedIfItCannotBeUsed() {
    for (String bad : List.of("", "a:b", "a\\u0000b", "a  b", "x".repeat(256), "restauth_sk_x")) {
      assertThat(problem(rename("susan", "python", bad))).as(bad).isEqualTo("400 invalid-username");
    }
    for (String body : List.of("{}", "{\"username\":1}", "[]", "\"sue\"", "{\"username\":null}")) {
      assertThat(problem(put("/api/me/username", body, basic("david", "monty"))))
          .as(body)
          .isEqualTo("400 invalid-json");
    }
    String assignment = "{\"username\":\"dave\",\"id\":1}";
    assertThat(problem(put("/api/me/username", assignment, basic("david", "monty"))))
        .isEqualTo("400 invalid-member");
  }

  @Test
  void isNeverReused() {
    assertThat(problem(rename("susan", "python", "david"))).isEqualTo("400 username-taken");
    assertThat(rename("susan", "python", "sue").status()).isEqualTo(204);
    // Normalization maps full-width letters to the same name.
    for (String name : List.of("susan", "\uff53usan")) {
      assertThat(problem(calls.register(name, "p"))).isEqualTo("400 username-taken");
      assertThat(problem(rename("david", "monty", name))).isEqualTo("400 username-taken");
      assertThat(
              server.operate(
                  "user.create", Map.of("username", name, "password", "a long password")))
          .isInstanceOf(Failed.class);
    }
    assertThat(rename("sue", "python", "susan").status()).isEqualTo(204);
    assertThat(problem(rename("david", "monty", "sue"))).isEqualTo("400 username-taken");
    assertThat(rename("susan", "python", "sue").status()).isEqualTo(204);
    assertThat(calls.call("DELETE", "/api/me", Optional.empty(), basic("sue", "python")).status())
        .isEqualTo(204);
    for (String name : List.of("susan", "sue")) {
      assertThat(problem(calls.register(name, "p"))).isEqualTo("400 username-taken");
      assertThat(problem(rename("david", "monty", name))).isEqualTo("400 username-taken");
    }
  }

  @Test
  void isChangedTenTimesADay() {
    String name = "susan";
    for (int i = 0; i < RetiredNames.CHANGES_AT_MOST; i++) {
      assertThat(rename(name, "python", "susan" + i).status()).isEqualTo(204);
      name = "susan" + i;
      clock.move(Duration.ofMinutes(1));
    }
    Reply refused = rename(name, "python", "one more");
    assertThat(problem(refused)).isEqualTo("429 too-many-requests");
    assertThat(refused.header("retry-after")).hasValue(Long.toString(86_400 - 10 * 60));
    assertThat(rename("david", "monty", "dave").status()).isEqualTo(204);
    clock.move(Duration.ofDays(1).minusMinutes(10));
    assertThat(rename(name, "python", "one more").status()).isEqualTo(204);
    assertThat(problem(rename("one more", "python", "two more")))
        .isEqualTo("429 too-many-requests");
  }

  /** Two users rename their accounts to the same name while other users register that name. */
  @Test
  void isGivenToOneOfManyRequests() throws InterruptedException, ExecutionException {
    String susan = "susan";
    String david = "david";
    for (int round = 0; round < ROUNDS; round++) {
      clock.move(Duration.ofDays(1));
      String wanted = "wanted" + round;
      String susanNow = susan;
      String davidNow = david;
      List<Integer> statuses =
          race(
              List.of(
                  () -> rename(susanNow, "python", wanted),
                  () -> rename(davidNow, "monty", wanted),
                  () -> calls.register(wanted, "p"),
                  () -> calls.register(wanted, "q")));
      assertThat(statuses).filteredOn(status -> status < 300).as(statuses.toString()).hasSize(1);
      assertThat(statuses).filteredOn(status -> status == 400).hasSize(3);
      susan = statuses.get(0) == 204 ? wanted : susan;
      david = statuses.get(1) == 204 ? wanted : david;
      assertThat(greeting(basic(susan, "python"))).isEqualTo("Hello, " + susan + "!");
      assertThat(greeting(basic(david, "monty"))).isEqualTo("Hello, " + david + "!");
    }
  }

  /**
   * A client may repeat a call before it has received the first response. If the first call has
   * already changed the name, the repeated call reports no conflict.
   */
  @Test
  void isGivenToTheSameCallTwice() throws InterruptedException, ExecutionException {
    String now = "susan";
    for (int round = 0; round < ROUNDS; round++) {
      clock.move(Duration.ofDays(1));
      String before = now;
      String next = "next" + round;
      Callable<Reply> call = () -> rename(before, "python", next);
      // A call that begins after another one has completed gets 401, because nobody can log in with
      // the old name any more.
      assertThat(race(List.of(call, call, call, call))).contains(204).isSubsetOf(204, 401);
      now = next;
    }
    assertThat(greeting(basic(now, "python"))).isEqualTo("Hello, " + now + "!");
  }

  /**
   * While a user gives up a name, other users try to get that name. The user also tries to get
   * several names at the same moment.
   */
  @Test
  void isNotGivenToAnotherAccountWhileItIsGivenUp()
      throws InterruptedException, ExecutionException {
    String susan = "susan";
    for (int round = 0; round < ROUNDS; round++) {
      clock.move(Duration.ofDays(1));
      String now = susan;
      String next = "next" + round;
      List<Integer> statuses =
          race(
              List.of(
                  () -> rename(now, "python", next + "a"),
                  () -> calls.register(now, "p"),
                  () -> rename("david", "monty", now),
                  () -> rename(now, "python", next + "b"),
                  () -> calls.register(now, "q")));
      assertThat(List.of(statuses.get(1), statuses.get(2), statuses.get(4)))
          .as(statuses.toString())
          .containsOnly(400);
      assertThat(List.of(statuses.get(0), statuses.get(3))).contains(204).isSubsetOf(204, 401, 409);
      assertThat(calls.get("/api/resource", basic(now, "python")).status()).isEqualTo(401);
      String a = next + "a";
      boolean isA = calls.get("/api/resource", basic(a, "python")).status() == 200;
      susan = isA ? a : next + "b";
      assertThat(greeting(basic(susan, "python"))).isEqualTo("Hello, " + susan + "!");
    }
  }

  private static List<Integer> race(List<Callable<Reply>> attempts)
      throws InterruptedException, ExecutionException {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Integer> statuses = new ArrayList<>();
      for (Future<Reply> each : threads.invokeAll(attempts)) {
        statuses.add(each.get().status());
      }
      return statuses;
    }
  }

  private Reply rename(String username, String password, String to) {
    return put(
        "/api/me/username", "{\"username\":\"%s\"}".formatted(to), basic(username, password));
  }

  private Reply put(String path, String body, String credentials) {
    return calls.call(
        "PUT", path, Optional.of(body), credentials, "Content-Type: application/json");
  }

  private String greeting(String credentials) {
    return calls.get("/api/resource", credentials).json().get("data").asText();
  }
}
