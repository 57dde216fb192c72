package dev.restauth.adopt;

import static dev.restauth.adopt.AdoptScene.logIn;
import static dev.restauth.http.HttpCalls.basic;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.TestServer;
import dev.restauth.account.Account;
import dev.restauth.account.Account.State;
import dev.restauth.account.AccountRows;
import dev.restauth.account.AdoptedAccountRows;
import dev.restauth.account.LegacyDirectory;
import dev.restauth.account.RetiredNames;
import dev.restauth.config.Config;
import dev.restauth.config.Secret;
import dev.restauth.crypto.KeyedDigest;
import dev.restauth.factor.ImportedFactors;
import dev.restauth.vault.MasterKeys;
import dev.restauth.vault.Vault;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Users who are adopted one by one while the old application continues to use its own table. */
class LiveAdoptionTest {
  private static final String PYTHON = "{SHA}QjUie1FDathtB8fPXWm9omRJhN4=";
  private static final String OTHER = "{SHA}h0Vy56WuaklGamrFeLmK26eMaqY="; // hash of Tr0ub4dor&3

  @TempDir Path folder;
  private Path old;
  private Connection application;
  private TestServer server;

  @BeforeEach
  void start() throws SQLException {
    old = folder.resolve("old.sqlite");
    application = DriverManager.getConnection("jdbc:sqlite:" + old);
    run(
        "CREATE TABLE users (id INTEGER PRIMARY KEY, username VARCHAR(32), password_hash"
            + " VARCHAR(128))");
    run("CREATE INDEX ix_users_username ON users (username)");
    insert(1, "miguel", PYTHON);
    insert(2, "susan", PYTHON);
    insert(47, "o'brien", PYTHON);
    server = startServer();
  }

  private TestServer startServer() {
    return TestServer.start(folder, InstantSource.system(), settings());
  }

  private Map<String, String> settings() {
    return Map.of("fallback", old.toString(), "fallback-id-gap", "1000");
  }

  @AfterEach
  void stop() throws SQLException {
    server.close();
    application.close();
  }

  @Test
  void adoptsAtTheFirstSuccessfulLogin() throws SQLException {
    assertThat(logIn(server, "o'brien", "wrong")).isEqualTo(401);
    assertThat(find("o'brien")).isEmpty();

    assertThat(logIn(server, "o'brien", "python")).isEqualTo(200);
    assertThat(find("o'brien")).contains(47L);
    assertThat(logIn(server, "o'brien", "python")).isEqualTo(200);
    assertThat(logIn(server, "nobody", "python")).isEqualTo(401);
    assertThat(find("miguel")).isEmpty();
  }

  /** A look-up by id reads the old database, so a rate limit applies. */
  @Test
  void lookupsByIdAreLimitedByAddress() {
    assertThat(server.calls().get("/api/users/2").status()).isEqualTo(200);
    List<Integer> statuses = new ArrayList<>();
    for (int id = 1_000; id < 2_000 && !statuses.contains(429); id++) {
      statuses.add(server.calls().get("/api/users/" + id).status());
    }
    assertThat(statuses).hasSizeGreaterThan(90).contains(429);
    assertThat(statuses.subList(0, 90)).containsOnly(400);
    assertThat(logIn(server, "miguel", "python")).isEqualTo(200);
    // The log-in has adopted the account, so this look-up does not query the old database.
    assertThat(server.calls().get("/api/users/1").status()).isEqualTo(200);
  }

  /**
   * Simulates two simultaneous log-ins of a user whose account is not adopted yet. The first log-in
   * adopts the account, and the second one finds it.
   */
  @Test
  void slowerOfTwoLoginsFindsTheAdoptedAccount() {
    Config config = TestServer.config(folder, settings());
    try (LiveAdoption live =
        LiveAdoption.of(
            new Secret(old.toString()),
            config,
            server.store(),
            new RetiredNames(KeyedDigest.ofThisProcess()),
            new ImportedFactors(new Vault(MasterKeys.in(folder), server.store(), List.of())),
            InstantSource.system())) {
      assertThat(logIn(server, "miguel", "python")).isEqualTo(200);

      LegacyDirectory.LegacyUser miguel = live.byName("miguel").orElseThrow();
      assertThat(miguel.adopt((_, _) -> {}).map(Account::id)).contains(1L);
      assertThat(miguel.passwordHash()).isPresent();
      assertThat(live.byId(1).map(LegacyDirectory.LegacyUser::username)).contains("miguel");

      assertThat(
              server
                  .calls()
                  .call("DELETE", "/api/me", Optional.empty(), basic("miguel", "python"))
                  .status())
          .isEqualTo(204);
      assertThat(live.byName("miguel")).isEmpty();
      assertThat(live.byId(1)).isEmpty();
    }
  }

  @Test
  void highestPossibleIdIsNotAdopted() throws SQLException {
    insert(Long.MAX_VALUE, "last", PYTHON);
    server.close();
    server = startServer();

    assertThat(logIn(server, "last", "python")).isEqualTo(200);
    assertThat(find("last")).contains(1048L);
    assertThat(server.calls().register("new", "python").header("location").orElseThrow())
        .endsWith("/api/users/1049");
  }

  @Test
  void changesInTheOldApplicationCountUntilTheAdoption() throws SQLException {
    insert(48, "anna", PYTHON);
    assertThat(logIn(server, "anna", "Tr0ub4dor&3")).isEqualTo(401);
    run("UPDATE users SET password_hash = ? WHERE username = 'anna'", OTHER);
    assertThat(logIn(server, "anna", "python")).isEqualTo(401);
    assertThat(logIn(server, "anna", "Tr0ub4dor&3")).isEqualTo(200);

    // After the adoption, the server ignores the old row.
    run("UPDATE users SET password_hash = ? WHERE username = 'anna'", PYTHON);
    assertThat(logIn(server, "anna", "python")).isEqualTo(401);
    assertThat(logIn(server, "anna", "Tr0ub4dor&3")).isEqualTo(200);

    run("DELETE FROM users WHERE username = 'susan'");
    assertThat(logIn(server, "susan", "python")).isEqualTo(401);
  }

  @Test
  void closedAccountStaysClosed() throws SQLException {
    assertThat(logIn(server, "miguel", "python")).isEqualTo(200);
    assertThat(
            server
                .calls()
                .call("DELETE", "/api/me", Optional.empty(), basic("miguel", "python"))
                .status())
        .isEqualTo(204);

    assertThat(logIn(server, "miguel", "python")).isEqualTo(401);
    assertThat(server.calls().get("/api/users/1").status()).isEqualTo(400);
    assertThat(server.calls().register("miguel", "python").status()).isEqualTo(400);
    // The user cannot log in under a new name either.
    run("UPDATE users SET username = 'mike' WHERE id = 1");
    assertThat(logIn(server, "mike", "python")).isEqualTo(401);
    assertThat(server.calls().get("/api/users/1").status()).isEqualTo(400);
    Account closed =
        server
            .store()
            .<Optional<Account>>reading(tx -> new AccountRows(tx).findById(1))
            .orElseThrow();
    assertThat(closed.state()).isEqualTo(State.CLOSED);
    assertThat(closed.username()).isEqualTo(":1");
    assertThat(server.store().<Long>reading(tx -> new AdoptedAccountRows(tx).count())).isEqualTo(1);
  }

  @Test
  void changedPasswordAppliesOnlyToTheAdoptedAccount() {
    assertThat(logIn(server, "miguel", "python")).isEqualTo(200);
    assertThat(
            server
                .calls()
                .post(
                    "/api/me/password",
                    "{\"current_password\":\"python\",\"new_password\":\"new\"}",
                    basic("miguel", "python"))
                .status())
        .isEqualTo(204);
    assertThat(logIn(server, "miguel", "python")).isEqualTo(401);
    assertThat(logIn(server, "miguel", "new")).isEqualTo(200);
  }

  @Test
  void namesAndIdsOfTheOldDatabaseAreTaken() throws SQLException {
    assertThat(server.calls().register("susan", "mine").status()).isEqualTo(400);
    assertThat(server.calls().get("/api/users/2").json().get("username").asText())
        .isEqualTo("susan");
    assertThat(find("susan")).isEmpty();

    assertThat(server.calls().register("new", "python").header("location").orElseThrow())
        .endsWith("/api/users/1048");
    insert(48, "anna", PYTHON);
    assertThat(logIn(server, "anna", "python")).isEqualTo(200);
    assertThat(find("anna")).contains(48L);
    assertThat(server.calls().register("newer", "python").header("location").orElseThrow())
        .endsWith("/api/users/1049");
  }

  @Test
  void conflictingUserIsNotAdopted() throws SQLException {
    assertThat(server.calls().register("new", "mine").status()).isEqualTo(201);
    insert(1_048, "late", PYTHON); // the old application has used all ids of the gap
    // The old application registers a name that an account of the server already has.
    insert(60, "new", PYTHON);

    assertThat(logIn(server, "late", "python")).isEqualTo(401);
    assertThat(logIn(server, "new", "python")).isEqualTo(401);
    assertThat(logIn(server, "new", "mine")).isEqualTo(200);
    assertThat(server.calls().get("/api/users/1048").json().get("username").asText())
        .isEqualTo("new");
  }

  @Test
  void outageOfTheOldDatabaseIsNeverReportedAsUnknownUser() throws Exception {
    assertThat(logIn(server, "miguel", "python")).isEqualTo(200);
    String token = server.calls().token("miguel", "python");
    application.close();
    Path away = Files.move(old, folder.resolve("away"));

    assertThat(logIn(server, "susan", "python")).isEqualTo(503);
    assertThat(logIn(server, "nobody", "python")).isEqualTo(503);
    assertThat(server.calls().register("new", "python").status()).isEqualTo(503);
    assertThat(server.calls().get("/api/users/2").status()).isEqualTo(503);
    // Adopted accounts work without the old database.
    assertThat(logIn(server, "miguel", "python")).isEqualTo(200);
    assertThat(logIn(server, "miguel", "wrong")).isEqualTo(401);
    assertThat(server.calls().get("/api/resource", basic(token, "")).status()).isEqualTo(200);
    assertThat(server.calls().get("/api/users/1").status()).isEqualTo(200);

    // A server starts even without the old database.
    Files.writeString(old, "this is no database, nor will it be for a while".repeat(100));
    server.close();
    server = startServer();
    assertThat(logIn(server, "susan", "python")).isEqualTo(503);
    assertThat(server.calls().register("new", "python").status()).isEqualTo(503);

    Files.move(away, old, StandardCopyOption.REPLACE_EXISTING);
    application = DriverManager.getConnection("jdbc:sqlite:" + old);
    assertThat(logIn(server, "susan", "python")).isEqualTo(200);
    assertThat(logIn(server, "nobody", "python")).isEqualTo(401);
    assertThat(server.calls().register("new", "python").header("location").orElseThrow())
        .endsWith("/api/users/1048");
  }

  /**
   * The old application still has the user under the former name. No other account may get that
   * name.
   */
  @Test
  void renamedAccountKeepsItsFormerName() throws SQLException {
    assertThat(logIn(server, "miguel", "python")).isEqualTo(200);
    assertThat(server.calls().register("new", "mine").status()).isEqualTo(201);
    assertThat(rename("miguel", "python", "susan")).as("a name there").isEqualTo(400);
    assertThat(rename("miguel", "python", "mike")).isEqualTo(204);
    assertThat(logIn(server, "miguel", "python")).isEqualTo(401);
    assertThat(rename("new", "mine", "miguel")).isEqualTo(400);
    assertThat(rename("mike", "python", "miguel")).isEqualTo(204);
    assertThat(rename("miguel", "python", "mike")).isEqualTo(204);

    // In the old application, other users register the former names of two renamed accounts.
    assertThat(rename("new", "mine", "newer")).isEqualTo(204);
    insert(60, "new", PYTHON);
    run("UPDATE users SET username = 'michael' WHERE id = 1");
    insert(61, "miguel", PYTHON);
    assertThat(logIn(server, "new", "python")).isEqualTo(401);
    assertThat(logIn(server, "miguel", "python")).isEqualTo(401);
    assertThat(find("new")).isEmpty();
    assertThat(AdoptScene.facts(AdoptScene.adopt(folder, "rest-auth", old, "dry_run", "")))
        .containsEntry("adopted", 2L)
        .containsEntry("conflicts", 3L);
    assertThat(AdoptScene.facts(AdoptScene.adopt(folder, "rest-auth", old)))
        .containsEntry("adopted", 2L)
        .containsEntry("conflicts", 3L);
    assertThat(find("new")).isEmpty();
    assertThat(find("miguel")).isEmpty();
  }

  private int rename(String username, String password, String to) {
    return server
        .calls()
        .call(
            "PUT",
            "/api/me/username",
            Optional.of("{\"username\":\"%s\"}".formatted(to)),
            basic(username, password),
            "Content-Type: application/json")
        .status();
  }

  @Test
  void importSkipsUsersAdoptedAtLogin() {
    assertThat(logIn(server, "miguel", "python")).isEqualTo(200);
    assertThat(AdoptScene.facts(AdoptScene.adopt(folder, "rest-auth", old)))
        .containsEntry("adopted", 2L)
        .containsEntry("unchanged", 1L);
  }

  private Optional<Long> find(String username) {
    return server
        .store()
        .<Optional<Long>>reading(
            tx -> new AccountRows(tx).findByUsername(username).map(account -> account.id()));
  }

  private void insert(long id, String username, String hash) throws SQLException {
    try (PreparedStatement insert =
        application.prepareStatement("INSERT INTO users VALUES (?, ?, ?)")) {
      insert.setLong(1, id);
      insert.setString(2, username);
      insert.setString(3, hash);
      insert.executeUpdate();
    }
  }

  @SuppressWarnings("SQL_INJECTION_JDBC") // only this test's statements
  private void run(String sql, String... values) throws SQLException {
    try (PreparedStatement statement = application.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setString(i + 1, values[i]);
      }
      statement.executeUpdate();
    }
  }
}
