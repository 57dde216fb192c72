package dev.restauth;

import static dev.restauth.Eventually.eventually;
import static dev.restauth.http.HttpCalls.basic;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.database.DatabasePlace;
import dev.restauth.database.Databases;
import dev.restauth.operator.Reply;
import dev.restauth.store.SharedDatabase;
import dev.restauth.store.sql.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Operator commands on PostgreSQL, with and without running servers. Each command opens the
 * database itself.
 */
class CommandsOnPostgresTest {
  @TempDir Path folder;

  private String url = "";
  private Map<String, String> settings = Map.of();

  @BeforeEach
  void makeADatabase() throws Exception {
    url = TestDatabase.postgresUrl();
    settings = TestServer.sharing(folder, url);
  }

  @Test
  void managesAccounts() {
    assertThat(done("user.create", Map.of("username", "miguel", "password", "python")))
        .containsEntry("id", 1L);
    assertThat(done("user.show", named("miguel")))
        .containsEntry("state", "active")
        .containsEntry("password", "argon2id m=64,t=1,p=1");
    try (TestServer server = start()) {
      // The command creates the account in the database, without the running server.
      done("user.create", Map.of("username", "susan", "password", "python"));
      assertThat(resource(server, server.calls().token("susan", "python"))).isEqualTo(200);
      assertThat(message("user.create", Map.of("username", "susan", "password", "python")))
          .contains("This user name is taken");
      assertThat(resource(server, server.calls().token("miguel", "python"))).isEqualTo(200);
    }

    assertThat(done("user.end-sessions", named("miguel"))).containsEntry("generation", 2L);
    assertThat(done("user.disable", named("miguel"))).containsEntry("state", "disabled");
    try (TestServer server = start()) {
      assertThat(logIn(server, "miguel")).isEqualTo(401);
    }
    assertThat(done("user.enable", named("miguel"))).containsEntry("state", "active");
    done("user.close", named("susan"));
    try (TestServer server = start()) {
      assertThat(logIn(server, "miguel")).isEqualTo(200);
      assertThat(logIn(server, "susan")).isEqualTo(401);
    }
    assertThat(message("user.show", named("nobody"))).isEqualTo("No account has this user name.");
    assertThat(folder.resolve("data")).doesNotExist();
  }

  @Test
  void changesReachAllRunningServers() {
    try (TestServer one = start();
        TestServer other = start()) {
      one.calls().register("miguel", "python");
      one.calls().register("susan", "python");
      String miguels = one.calls().token("miguel", "python");
      String susans = other.calls().token("susan", "python");
      String key =
          String.valueOf(
              done("service-key.create", Map.of("name", "shop", "scope", "tokens:introspect"))
                  .get("key"));
      List<TestServer> all = List.of(one, other);
      for (TestServer each : all) {
        assertThat(resource(each, miguels)).isEqualTo(200);
        assertThat(resource(each, susans)).isEqualTo(200);
        assertThat(each.serviceKeys().check(key, Optional.empty())).isPresent();
      }

      done("user.set-password", Map.of("username", "miguel", "password", "monty"));
      for (TestServer each : all) {
        eventually("the old token is refused", () -> resource(each, miguels) == 401);
        assertThat(logIn(each, "miguel")).as("with the old password").isEqualTo(401);
      }
      done("user.disable", named("miguel"));
      done("service-key.disable", Map.of("name", "shop"));
      for (TestServer each : all) {
        eventually("the account is disabled", () -> resource(each, miguels) == 401);
        eventually(
            "the key is disabled", () -> each.serviceKeys().check(key, Optional.empty()).isEmpty());
        assertThat(resource(each, susans)).isEqualTo(200);
      }

      done("key.revoke", Map.of("kid", kids().getFirst()));
      for (TestServer each : all) {
        eventually("the signing key is revoked", () -> resource(each, susans) == 401);
        assertThat(resource(each, each.calls().token("susan", "python"))).isEqualTo(200);
      }
    }
  }

  @Test
  void listsAccountsInOrderWithAnyCollation() throws Exception {
    for (String options : List.of(" LOCALE 'C'", " LOCALE_PROVIDER icu ICU_LOCALE 'en-US'")) {
      url = TestDatabase.emptyPostgresUrl(options + " TEMPLATE template0 ENCODING 'UTF8'");
      settings = TestServer.sharing(folder, url);
      for (String name : List.of("mia", "Mia", "michael", "anna", "Zoe", "mi-2", "m")) {
        done("user.create", Map.of("username", name, "password", "python"));
      }
      done("user.disable", named("michael"));

      assertThat(each("user.list", Map.of("limit", "9", "prefix", "mi"), "username"))
          .as(options)
          .containsExactlyInAnyOrder("mia", "michael", "mi-2");
      assertThat(each("user.list", Map.of("limit", "9", "state", "disabled"), "username"))
          .containsExactly("michael");
      List<String> all = new ArrayList<>();
      List<String> page = each("user.list", Map.of("limit", "2"), "username");
      while (!page.isEmpty()) {
        all.addAll(page);
        page = each("user.list", Map.of("limit", "2", "after", all.getLast()), "username");
      }
      assertThat(all)
          .containsExactlyInAnyOrder("mia", "Mia", "michael", "anna", "Zoe", "mi-2", "m");
    }
  }

  /** Each server has counted failed log-ins that the other server has not seen. */
  @Test
  void unlocksAnAccountOnAllServers() throws Exception {
    Path shared = Files.createDirectory(folder.resolve("shared"));
    TestServer.use(TestDatabase.POSTGRESQL, shared);
    Map<String, String> strict = new HashMap<>();
    strict.put("account-failures", "1");
    strict.put("trusted-proxies", "127.0.0.1");
    strict.put("verified-password-duration", "0");
    SetClock clock = new SetClock();
    try (TestServer one = TestServer.start(shared, clock, strict);
        TestServer other = TestServer.start(shared, clock, strict)) {
      one.calls().register("miguel", "python");
      Map<TestServer, String> homes = Map.of(one, "192.0.2.1", other, "192.0.2.2");
      homes.forEach((each, home) -> assertThat(logIn(each, "python", home)).isEqualTo(200));
      homes.forEach(
          (each, home) -> {
            for (String address : List.of("198.51.100.7", home)) {
              while (logIn(each, "wrong", address) != 429) {}
              assertThat(logIn(each, "python", address)).isEqualTo(429);
            }
          });

      assertThat(TestServer.operate(shared, "user.unlock", named("miguel")))
          .isInstanceOf(Reply.Done.class);

      homes.forEach(
          (each, home) -> {
            eventually("the owner gets in", () -> logIn(each, "python", home) == 200);
            assertThat(logIn(each, "python", "198.51.100.9")).isEqualTo(200);
          });
    }
  }

  private static int logIn(TestServer server, String password, String address) {
    return server
        .calls()
        .get("/api/token", basic("miguel", password), "X-Forwarded-For: " + address)
        .status();
  }

  @Test
  void managesServiceKeys() {
    try (TestServer server = start()) {
      String key =
          String.valueOf(
              done("service-key.create", Map.of("name", "shop", "scope", "tokens:introspect"))
                  .get("key"));
      assertThat(server.serviceKeys().check(key, Optional.empty())).isPresent();
      done("service-key.disable", Map.of("name", "shop"));
      assertThat(each("service-key.list", "state")).containsExactly("disabled");
      done("service-key.enable", Map.of("name", "shop"));
      done("service-key.delete", Map.of("name", "shop"));
      assertThat(each("service-key.list", "name")).isEmpty();
    }
  }

  @Test
  void managesSigningKeys() {
    String token;
    String kid;
    try (TestServer server = start()) {
      server.calls().register("miguel", "python");
      token = server.calls().token("miguel", "python");
      kid = kids().getFirst();
      String next = String.valueOf(done("key.rotate", Map.of()).get("kid"));
      assertThat(kids()).containsExactly(kid, next);
      server.runMaintenance();
      assertThat(server.calls().get("/.well-known/jwks.json").body()).contains(kid, next);

      done("key.revoke", Map.of("kid", kid));
      server.runMaintenance();
      assertThat(resource(server, token)).isEqualTo(401);
      assertThat(resource(server, server.calls().token("miguel", "python"))).isEqualTo(200);
    }
    assertThat(kids()).doesNotContain(kid);
    assertThat(message("key.rewrap", Map.of())).contains("--previous-master-key-file");
  }

  @Test
  void importsAndDoesADryRunWithoutADataFolder() throws Exception {
    Path users =
        Files.write(
            folder.resolve("users.csv"),
            List.of(
                "id,username,password_hash",
                "41,anna,{SHA}QjUie1FDathtB8fPXWm9omRJhN4=",
                "42,zoe,$2b$05$VnNoCl9KSJqGBJWuRgeH6OralRv8iiLd98kGeMiofUIRQCfmmC/n2"));
    Map<String, String> csv = Map.of("source", "csv", "file.1", users.toString());
    Map<String, String> trial = new HashMap<>(csv);
    trial.put("dry_run", "true");
    try (TestServer server = start()) {
      assertThat(done("adopt", trial)).containsEntry("adopted", 2L);
      assertThat(folder.resolve("data")).doesNotExist();
      assertThat(message("user.show", named("anna"))).isEqualTo("No account has this user name.");

      assertThat(done("adopt", csv)).containsEntry("adopted", 2L);
      assertThat(done("adopt", csv)).containsEntry("adopted", 0L).containsEntry("unchanged", 2L);
      assertThat(done("user.show", named("zoe"))).containsEntry("id", 42L);
      assertThat(server.calls().register("next", "python").header("location").orElseThrow())
          .endsWith("/43");
    }
  }

  @Test
  void fillsADatabaseForTests() {
    assertThat(done("dev.fill", Map.of("count", "1500"))).containsEntry("made", 1_500L);

    try (TestServer server = start()) {
      String last = server.account(1_500).username();
      assertThat(server.calls().get("/api/token", basic(last, "password")).status()).isEqualTo(200);
    }
  }

  @Test
  void checks() throws Exception {
    try (TestServer server = start()) {
      server.calls().register("miguel", "python");
      assertThat(done("check", Map.of())).containsEntry("sound", true);
    }
    TestDatabase.execute(url, "UPDATE signing_key SET sealed_private_key = '\\x0102'");
    assertThat(message("check", Map.of())).contains("signing key").contains("cannot be opened");

    Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
    Reply otherKey =
        TestServer.operate(folder, TestServer.sharing(elsewhere, url), "check", Map.of());
    assertThat(((Reply.Failed) otherKey).message()).startsWith("wrong master key");
  }

  @Test
  void backupNamesThePostgresqlTools() {
    assertThat(message("backup", Map.of("file", folder.resolve("copy").toString())))
        .isEqualTo(
            "restauth backup works on a SQLite file; back up PostgreSQL with pg_dump or"
                + " pg_basebackup: docs/postgresql.md");
    assertThat(message("restore", Map.of("file", folder.resolve("copy").toString())))
        .isEqualTo(
            "restauth restore works on a SQLite file; restore PostgreSQL with its own tools, and"
                + " then run restauth after-restore: docs/postgresql.md");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "user.show",
        "user.disable",
        "service-key.list",
        "key.list",
        "key.rotate",
        "key.rewrap"
      })
  void createsNothingInAMistypedDatabase(String operation) throws Exception {
    url = TestDatabase.emptyPostgresUrl();
    settings = TestServer.sharing(folder, url);
    assertThat(message(operation, named("miguel")))
        .isEqualTo(
            "the database "
                + url.replaceFirst("jdbc:postgresql://([^?]*).*", "$1")
                + " has no REST-auth data: choose another with --database, or start a server, which"
                + " creates the tables");

    SharedDatabase database = Databases.whole(place(), Declarations.OURS.schema());
    assertThat(database.isUnused()).isTrue();
    assertThat(message("check", Map.of())).contains("it is not a database of REST-auth");
    assertThat(database.isUnused()).isTrue();
  }

  private DatabasePlace.Postgres place() {
    return (DatabasePlace.Postgres) DatabasePlace.of(TestServer.config(folder, settings));
  }

  private TestServer start() {
    return TestServer.start(folder, InstantSource.system(), settings);
  }

  private static Map<String, String> named(String username) {
    return Map.of("username", username);
  }

  private List<String> kids() {
    return each("key.list", "kid");
  }

  /** Returns one member of each object in a list. */
  private List<String> each(String operation, String name) {
    return each(operation, Map.of(), name);
  }

  private List<String> each(String operation, Map<String, String> arguments, String name) {
    Reply reply = TestServer.operate(folder, settings, operation, arguments);
    return ((Reply.Done) reply)
        .facts().each().orElseThrow().stream()
            .map(facts -> String.valueOf(facts.values().get(name)))
            .toList();
  }

  private Map<String, Object> done(String operation, Map<String, String> arguments) {
    Reply reply = TestServer.operate(folder, settings, operation, arguments);
    assertThat(reply).isInstanceOf(Reply.Done.class);
    return ((Reply.Done) reply).facts().values();
  }

  private String message(String operation, Map<String, String> arguments) {
    Reply reply = TestServer.operate(folder, settings, operation, arguments);
    assertThat(reply).isInstanceOf(Reply.Failed.class);
    return ((Reply.Failed) reply).message();
  }

  private static int logIn(TestServer server, String username) {
    return server.calls().get("/api/token", basic(username, "python")).status();
  }

  private static int resource(TestServer server, String token) {
    return server.calls().get("/api/resource", basic(token, "unused")).status();
  }
}
