package dev.restauth.adopt;

import static dev.restauth.adopt.AdoptScene.adopt;
import static dev.restauth.adopt.AdoptScene.facts;
import static dev.restauth.adopt.AdoptScene.file;
import static dev.restauth.adopt.AdoptScene.logIn;
import static dev.restauth.adopt.AdoptScene.message;
import static dev.restauth.adopt.AdoptScene.sample;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.TestServer;
import dev.restauth.operator.Reply;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Unusual content of an old system. It must not stop registrations and log-ins. */
class AdoptionLimitsTest {
  private static final String PYTHON = "{SHA}QjUie1FDathtB8fPXWm9omRJhN4=";
  private static final String HIGHEST = "9223372036854775807";

  @TempDir Path folder;

  @Test
  void highestPossibleIdIsNotImported() {
    adopt(
        folder,
        "csv",
        file(folder, "users.csv", "id,username,password_hash", HIGHEST + ",highest," + PYTHON));
    try (TestServer server = TestServer.start(folder)) {
      assertThat(logIn(server, "highest", "python")).isEqualTo(200);
      assertThat(server.calls().register("new", "python").status()).isEqualTo(201);
    }
  }

  @Test
  void highestPossibleIdIsNotAdoptedAtLogin() throws SQLException {
    Path old = folder.resolve("old.sqlite");
    run(
        old,
        "CREATE TABLE users (id INTEGER PRIMARY KEY, username TEXT, password_hash TEXT)",
        "INSERT INTO users VALUES (" + HIGHEST + ", 'highest', '" + PYTHON + "')",
        "INSERT INTO users VALUES (7, 'susan', '" + PYTHON + "')");
    try (TestServer server = start(Map.of("fallback", old.toString(), "fallback-id-gap", "1000"))) {
      assertThat(server.calls().register("new", "python").header("location").orElseThrow())
          .endsWith("/api/users/1008");
      assertThat(logIn(server, "highest", "python")).isEqualTo(200);
      assertThat(server.calls().register("newer", "python").status()).isEqualTo(201);
    }
  }

  @Test
  void disabledUserOfTheOldApplicationIsNotAdopted() throws SQLException {
    Path old = folder.resolve("old.sqlite");
    run(
        old,
        "CREATE TABLE member (id INTEGER, username TEXT, password_hash TEXT, active INTEGER)",
        "INSERT INTO member VALUES (7, 'susan', '" + PYTHON + "', 0)");
    Map<String, String> settings =
        Map.of(
            "fallback",
            old.toString(),
            "fallback-system",
            "sql",
            "fallback-query",
            "SELECT * FROM member");
    try (TestServer server = start(settings)) {
      assertThat(logIn(server, "susan", "python")).isEqualTo(401);
      run(old, "UPDATE member SET active = 1");
      assertThat(logIn(server, "susan", "python")).isEqualTo(200);
    }
  }

  @Test
  void unknownNameTakesTheWorkOfAHashInTheOldTable() throws SQLException {
    Path old = folder.resolve("old.sqlite");
    String bcrypt = "$2b$10$J30d7X3zrGHVo4z48oghe.FNSf5FduWYXH5xdgdxXHFH71IUXIECi";
    run(
        old,
        "CREATE TABLE users (id INTEGER PRIMARY KEY, username TEXT, password_hash TEXT)",
        "INSERT INTO users VALUES (7, 'susan', '" + bcrypt + "')");
    try (TestServer server = start(Map.of("fallback", old.toString()))) {
      // The server computes no Argon2 hash for any of the names, because bcrypt takes long enough.
      for (String name : List.of("susan", "nobody", "somebody")) {
        assertThat(logIn(server, name, "wrong")).isEqualTo(401);
        assertThat(server.hasher().computed()).isZero();
      }
    }
  }

  @Test
  @Tag("sqlite")
  void missingHashSecretAffectsOnlyItsUsers() throws SQLException {
    String bcrypt = "$2b$05$J30d7X3zrGHVo4z48oghe.FNSf5FduWYXH5xdgdxXHFH71IUXIECi";
    Reply reply =
        adopt(
            folder,
            "csv",
            file(folder, "users.csv", "username,password_hash", "susan," + bcrypt),
            "hash_format",
            "devise",
            "pepper",
            base64("pepper"));
    assertThat(facts(reply)).containsEntry("adopted", 1L);
    run(folder.resolve("data/restauth.sqlite"), "DELETE FROM hash_secret");
    try (TestServer server = TestServer.start(folder)) {
      // Susan's hash is the only one, so it also serves as the decoy hash.
      for (String name : List.of("susan", "nobody", "somebody")) {
        assertThat(logIn(server, name, "python")).isEqualTo(401);
      }
    }
  }

  @Test
  void implausibleDateIsRefused() {
    for (String date : List.of("+999999999-12-31T23:59:59Z", "-999999999-01-01")) {
      assertThat(
              message(
                  adopt(
                      folder,
                      "rest-auth",
                      sample("rest-auth-2020.sqlite"),
                      "secret_key",
                      base64("a secret of their own"),
                      "accept_until",
                      date)))
          .contains("2027-01-31");
    }
  }

  @Test
  void emptyReportDoesNotBlockTheNextAttempt() {
    String report = folder.resolve("report.txt").toString();
    message(adopt(folder, "rest-auth", folder.resolve("none.sqlite"), "report", report));
    Path source = sample("rest-auth-2020.sqlite");
    message(adopt(folder, "rest-auth", source, "report", report, "hash_format", "none"));
    assertThat(facts(adopt(folder, "rest-auth", source, "report", report)))
        .containsEntry("adopted", 6L);
  }

  /**
   * Other users must not read the report, because it contains user names and the problems of their
   * accounts.
   */
  @Test
  void onlyTheOwnerCanReadTheReport() throws Exception {
    Path source = folder.resolve("users.csv");
    Files.writeString(source, "username,password_hash\nanna,none\n");
    Path report = folder.resolve("report.txt");
    facts(adopt(folder, "csv", source, "report", report.toString()));
    assertThat(report).content().contains("anna");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(report)))
        .isEqualTo("rw-------");
  }

  private TestServer start(Map<String, String> settings) {
    return TestServer.start(folder, InstantSource.system(), settings);
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  @SuppressWarnings("SQL_INJECTION_JDBC") // only this test's statements
  private static void run(Path database, String... statements) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }
}
