package dev.restauth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.account.Account.State;
import dev.restauth.care.OperatorCommands;
import dev.restauth.cli.DatabaseAccess;
import dev.restauth.http.HttpCalls;
import dev.restauth.operator.Reply;
import dev.restauth.operator.Request;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Operator commands on a data folder, with and without a running server. */
class OperatorCommandsTest {
  @TempDir Path folder;

  @Test
  void revokesTokensOfTheRunningServerImmediately() {
    try (TestServer server = TestServer.start(folder)) {
      HttpCalls calls = server.calls();
      calls.register("miguel", "python");
      String token = calls.token("miguel", "python");
      assertThat(resource(calls, token)).isEqualTo(200);

      assertThat(facts(operate("user.disable", "miguel"))).containsEntry("state", "disabled");
      assertThat(resource(calls, token)).isEqualTo(401);
      assertThat(logIn(calls, "miguel", "python")).isEqualTo(401);
      assertThat(server.account("miguel").state()).isEqualTo(State.DISABLED);

      assertThat(facts(operate("user.enable", "miguel"))).containsEntry("state", "active");
      assertThat(resource(calls, token)).isEqualTo(401);
      String next = calls.token("miguel", "python");
      assertThat(resource(calls, next)).isEqualTo(200);

      // Enabling an active account does not revoke its tokens.
      assertThat(facts(operate("user.enable", "miguel"))).containsEntry("state", "active");
      assertThat(resource(calls, next)).isEqualTo(200);

      // Events and log lines contain only ids.
      assertThat(facts(operate("user.show", ":1"))).containsEntry("username", "miguel");
      assertThat(message(operate("user.show", ":2"))).isEqualTo("No account has this user name.");

      assertThat(facts(operate("user.close", "miguel"))).containsEntry("state", "closed");
      assertThat(resource(calls, next)).isEqualTo(401);
      assertThat(calls.get("/api/users/1").status()).isEqualTo(400);
      assertThat(message(operate("user.enable", "miguel")))
          .isEqualTo("No account has this user name.");
      assertThat(message(operate("user.enable", ":1"))).contains("closed");
    }
  }

  @Test
  void logsOutAllSessionsOfAnAccount() {
    try (TestServer server = TestServer.start(folder)) {
      HttpCalls calls = server.calls();
      calls.register("miguel", "python");
      String token = calls.token("miguel", "python");

      assertThat(facts(operate("user.end-sessions", "miguel"))).containsEntry("state", "active");
      assertThat(resource(calls, token)).isEqualTo(401);
      assertThat(resource(calls, calls.token("miguel", "python"))).isEqualTo(200);

      operate("user.disable", "miguel");
      assertThat(message(operate("user.end-sessions", "miguel")))
          .isEqualTo("miguel is disabled; nothing was changed");
    }
  }

  @Test
  void resettingAPasswordRevokesAllSessions() {
    try (TestServer server = TestServer.start(folder)) {
      HttpCalls calls = server.calls();
      calls.register("miguel", "python");
      String token = calls.token("miguel", "python");

      assertThat(facts(setPassword("miguel", "monty"))).containsEntry("generation", 2L);
      assertThat(resource(calls, token)).isEqualTo(401);
      assertThat(logIn(calls, "miguel", "python")).isEqualTo(401);
      assertThat(resource(calls, calls.token("miguel", "monty"))).isEqualTo(200);

      assertThat(message(setPassword("miguel", ""))).contains("password");
      assertThat(message(setPassword("susan", "monty")))
          .isEqualTo("No account has this user name.");
      operate("user.disable", "miguel");
      assertThat(facts(setPassword("miguel", "spam"))).containsEntry("state", "disabled");
      operate("user.enable", "miguel");
      assertThat(logIn(calls, "miguel", "spam")).isEqualTo(200);
      operate("user.close", "miguel");
      assertThat(message(setPassword("miguel", "eggs")))
          .isEqualTo("No account has this user name.");
    }
    assertThat(facts(create("susan", "python"))).containsEntry("username", "susan");
    assertThat(facts(setPassword("susan", "monty"))).containsEntry("username", "susan");
    try (TestServer server = TestServer.start(folder)) {
      assertThat(logIn(server.calls(), "susan", "python")).isEqualTo(401);
      assertThat(logIn(server.calls(), "susan", "monty")).isEqualTo(200);
    }
  }

  @Test
  void passwordPolicyAppliesToOperators() {
    Map<String, String> settings = Map.of("password-policy", "nist");
    try (TestServer server = TestServer.start(folder, InstantSource.system(), settings)) {
      server.calls().register("miguel", "a horse that eats tulips");
      assertThat(message(setPassword("miguel", "python"))).contains("shorter than 15 characters");
      assertThat(message(setPassword("miguel", "miguelmiguelmiguel"))).contains("password");
      assertThat(facts(setPassword("miguel", "a cow that eats no tulips")))
          .containsEntry("username", "miguel");
    }
  }

  @Test
  void newAccountsAreVisibleInTheRunningServerImmediately() {
    try (TestServer server = TestServer.start(folder)) {
      HttpCalls calls = server.calls();
      // After this request, the server may cache that there is no account 1.
      assertThat(calls.get("/api/users/1").status()).isEqualTo(400);

      assertThat(facts(create("Zoë 日本", "python"))).containsEntry("id", 1L);

      assertThat(calls.get("/api/users/1").json().get("username").asText()).isEqualTo("Zoë 日本");
      assertThat(logIn(calls, "Zoë 日本", "python")).isEqualTo(200);
      assertThat(message(create("Zoë 日本", "other"))).contains("This user name is taken");
      assertThat(message(create("a:b", "python"))).contains("colon");
      assertThat(message(create("susan", ""))).contains("password");
    }
  }

  @Test
  void builtBlocklistIsUsedByAServer() throws IOException {
    Path list = Files.writeString(folder.resolve("list"), "brombeertje\n");
    Path filter = folder.resolve("filter");
    Map<String, String> files = Map.of("list", list.toString(), "output", filter.toString());
    OperatorCommands commands = Main.OURS.commands(InstantSource.system());
    Request request = new Request("build-blocklist", files);

    Reply done =
        commands.perform(
            Map.of(), DatabaseAccess.WITHOUT_DATABASE, request, (step, of, total) -> {});
    assertThat(facts(done)).containsEntry("entries", 1L).containsEntry("skipped", 0L);
    Reply again =
        commands.perform(
            Map.of(), DatabaseAccess.WITHOUT_DATABASE, request, (step, of, total) -> {});
    assertThat(message(again)).isEqualTo(filter + " exists; nothing is overwritten");
    assertThat(folder.resolve("data")).doesNotExist();

    Map<String, String> settings =
        Map.of("password-policy", "nist", "password-blocklist", filter.toString());
    try (TestServer server = TestServer.start(folder, InstantSource.system(), settings)) {
      HttpCalls calls = server.calls();
      assertThat(calls.register("miguel", "Brombeertje-2026").status()).isEqualTo(400);
      assertThat(calls.register("miguel", "password1234567").status()).isEqualTo(201);
    }
  }

  @Test
  void worksWithoutAServer() {
    assertThat(facts(create("miguel", "python"))).containsEntry("id", 1L);
    assertThat(facts(operate("user.show", "miguel")))
        .containsEntry("username", "miguel")
        .containsEntry("state", "active")
        .containsEntry("generation", 1L)
        .containsEntry("password", "argon2id m=64,t=1,p=1");
    assertThat(facts(operate("user.disable", "miguel"))).containsEntry("generation", 2L);

    try (TestServer server = TestServer.start(folder)) {
      assertThat(logIn(server.calls(), "miguel", "python")).isEqualTo(401);
    }
  }

  /**
   * {@code restauth user unlock} needs the key for the digests of user names, and creates it if no
   * server has done so.
   */
  @Test
  void unlocksInADatabaseThatNoServerHasUsed() {
    create("miguel", "python");

    assertThat(facts(operate("user.unlock", "miguel"))).containsEntry("username", "miguel");

    operate("user.disable", "miguel");
    assertThat(message(operate("user.unlock", "miguel")))
        .isEqualTo("miguel is disabled: restauth user enable lets it log in again");
    operate("user.close", "miguel");
    assertThat(message(operate("user.unlock", "miguel")))
        .isEqualTo("No account has this user name.");
  }

  @Test
  void unknownUserNameIsReported() {
    create("miguel", "python");

    for (String operation :
        new String[] {
          "user.show",
          "user.unlock",
          "user.disable",
          "user.enable",
          "user.end-sessions",
          "user.close"
        }) {
      assertThat(message(operate(operation, "Miguel"))).isEqualTo("No account has this user name.");
    }
  }

  @Test
  void measuresThisMachineAndChangesNothing() throws IOException {
    Reply reply =
        TestServer.operate(
            folder, "tune-passwords", Map.of("target_ms", "1", "memory_kib", "7168"));

    assertThat(facts(reply))
        .containsEntry("present_argon2_memory", 64L)
        .containsEntry("recommended_argon2_memory", 7_168L)
        .containsEntry("recommended_argon2_iterations", 5L)
        .containsEntry("meets_target", false);
    assertThat(facts(reply))
        .hasEntrySatisfying("present_microseconds", OperatorCommandsTest::positive)
        .hasEntrySatisfying("present_hashes_per_second", OperatorCommandsTest::positive)
        .hasEntrySatisfying("recommended_microseconds", OperatorCommandsTest::positive);
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).isEmpty();
    }
  }

  @Test
  void checksWithAndWithoutAServer() throws IOException, SQLException {
    try (TestServer server = TestServer.start(folder)) {
      server.calls().register("miguel", "python");
      assertThat(facts(check())).containsEntry("sound", true);
    }
    assertThat(facts(check())).containsEntry("sound", true);

    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("data/restauth.sqlite"));
        Statement statement = connection.createStatement()) {
      statement.execute("UPDATE signing_key SET sealed_private_key = zeroblob(100)");
    }
    assertThat(message(check())).contains("signing key").contains("cannot be opened");

    Files.delete(folder.resolve("data/master.key"));
    assertThat(message(check())).contains("master key is missing");
  }

  @Test
  void fillsWithTestAccounts() {
    Reply filled = TestServer.operate(folder, "dev.fill", Map.of("count", "12000"));
    assertThat(facts(filled)).containsEntry("made", 12_000L);

    try (TestServer server = TestServer.start(folder)) {
      String last = server.account(12_000).username();
      assertThat(last).matches("test-[0-9a-f]{8}");
      assertThat(logIn(server.calls(), last, "password")).isEqualTo(200);

      Reply more = TestServer.operate(folder, "dev.fill", Map.of("count", "3"));
      assertThat(facts(more)).containsEntry("made", 3L);
      assertThat(server.calls().register("miguel", "python").status()).isEqualTo(201);
    }
  }

  private Reply operate(String operation, String username) {
    return TestServer.operate(folder, operation, Map.of("username", username));
  }

  private Reply setPassword(String username, String password) {
    return TestServer.operate(
        folder, "user.set-password", Map.of("username", username, "password", password));
  }

  private Reply create(String username, String password) {
    return TestServer.operate(
        folder, "user.create", Map.of("username", username, "password", password));
  }

  private Reply check() {
    return TestServer.operate(folder, "check", Map.of());
  }

  private static Map<String, Object> facts(Reply reply) {
    assertThat(reply).isInstanceOf(Reply.Done.class);
    return ((Reply.Done) reply).facts().values();
  }

  private static void positive(Object number) {
    assertThat((Long) number).isPositive();
  }

  private static String message(Reply reply) {
    assertThat(reply).isInstanceOf(Reply.Failed.class);
    return ((Reply.Failed) reply).message();
  }

  private static int resource(HttpCalls calls, String token) {
    return calls.get("/api/resource", HttpCalls.basic(token, "unused")).status();
  }

  private static int logIn(HttpCalls calls, String username, String password) {
    return calls.get("/api/token", HttpCalls.basic(username, password)).status();
  }
}
