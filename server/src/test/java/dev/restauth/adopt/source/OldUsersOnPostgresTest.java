package dev.restauth.adopt.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.restauth.CutProxy;
import dev.restauth.LogCatcher;
import dev.restauth.adopt.sql.LegacyUsersUnavailable;
import dev.restauth.adopt.sql.UserQuery;
import dev.restauth.store.sql.TestDatabase;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Look-ups of users in a real PostgreSQL, even during and after outages. */
class OldUsersOnPostgresTest {
  private static final String END_ALL =
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'REST-auth'"
          + " AND datname = current_database()";

  private String url = "";

  @BeforeEach
  void make() throws SQLException {
    url = TestDatabase.emptyPostgresUrl();
    run(
        "CREATE TABLE users (id serial PRIMARY KEY, username text, password_hash text)",
        "INSERT INTO users VALUES (5, 'Zoë 日本', 'h5'), (2, 'miguel', 'h2')");
  }

  private void run(String... statements) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url)) {
      OldFile.run(connection, statements);
    }
  }

  private LegacyUsers of(String query) {
    return new LegacyUsers(OldFile.at(url), new UserQuery(query));
  }

  @Test
  void usersAreFoundByNameAndById() {
    try (LegacyUsers users = of(UserQuery.REST_AUTH.text())) {
      assertThat(users.byName("miguel").orElseThrow().id()).contains(2L);
      assertThat(users.byName("MIGUEL")).isEmpty();
      assertThat(users.byName("Zoë 日本")).isPresent();
      assertThat(users.byId(5).orElseThrow().username()).isEqualTo("Zoë 日本");
      assertThat(users.byId(Long.MAX_VALUE)).isEmpty();
      assertThat(users.highestId()).isEqualTo(5);
    }
  }

  @Test
  void idsMayBeNumbersTextsOrMissing() throws Exception {
    run(
        "CREATE TABLE people (no text, uid uuid, big numeric, username text)",
        "INSERT INTO people VALUES ('9', '00000000-0000-4000-8000-000000000001', 9, 'a'),"
            + " ('12', '00000000-0000-4000-8000-000000000002', 12.00, 'b'),"
            + " ('x', '00000000-0000-4000-8000-000000000003', 1.5, 'c')");
    try (LegacyUsers texts = of("SELECT no AS id, username FROM people");
        LegacyUsers uuids = of("SELECT uid AS id, username FROM people");
        LegacyUsers numbers = of("SELECT big AS id, username FROM people");
        LegacyUsers none = of("SELECT username FROM people")) {
      assertThat(texts.byId(12).orElseThrow().username()).isEqualTo("b");
      assertThat(texts.highestId()).isEqualTo(12);
      assertThat(uuids.byId(12)).isEmpty();
      assertThat(uuids.highestId()).isZero();
      assertThat(uuids.byName("b").orElseThrow().key())
          .isEqualTo("00000000-0000-4000-8000-000000000002");
      assertThat(numbers.byId(12).orElseThrow().username()).isEqualTo("b");
      assertThat(numbers.highestId()).isEqualTo(12);
      assertThat(none.byId(12)).isEmpty();
      assertThat(none.byName("b")).isPresent();
    }
  }

  /** A collation that ignores case would also find other names. */
  @Test
  void namesAreComparedExactly() throws Exception {
    run(
        "CREATE COLLATION any_case (provider = icu, locale = 'und-u-ks-level2', deterministic ="
            + " false)",
        "ALTER TABLE users ALTER username TYPE text COLLATE any_case");
    try (LegacyUsers users = of(UserQuery.REST_AUTH.text())) {
      assertThat(users.byName("Miguel")).isEmpty();
      assertThat(users.hasName("Miguel")).isFalse();
      assertThat(users.byName("miguel")).isPresent();
    }
  }

  @Test
  void queryCannotWrite() throws Exception {
    run(
        "CREATE FUNCTION add_user() RETURNS text LANGUAGE sql AS"
            + " $$ INSERT INTO users VALUES (9, 'x', 'h') RETURNING username $$");
    try (LegacyUsers users = of("SELECT add_user() AS username")) {
      assertThatExceptionOfType(LegacyUsersUnavailable.class)
          .isThrownBy(() -> users.byName("x"))
          .withMessageContaining("cannot execute INSERT in a read-only transaction");
    }
    try (LegacyUsers users = of(UserQuery.REST_AUTH.text())) {
      assertThat(users.byName("x")).isEmpty();
    }
  }

  /** After a restart of the database server, the next look-up opens a new connection. */
  @Test
  void closedConnectionIsNotAnOutage() throws Exception {
    try (LogCatcher log = new LogCatcher("dev.restauth.adopt");
        LegacyUsers users = of(UserQuery.REST_AUTH.text())) {
      for (int i = 0; i < 5; i++) {
        assertThat(users.byName("miguel")).isPresent();
        run(END_ALL);
      }
      assertThat(users.byName("miguel")).isPresent();
      assertThat(log.all()).isEmpty();
    }
  }

  @Test
  void alteredTableIsNotAnOutage() throws Exception {
    try (LegacyUsers users = of("SELECT * FROM users")) {
      for (int i = 0; i < 10; i++) {
        assertThat(users.byName("miguel")).isPresent();
      }
      run("ALTER TABLE users DROP COLUMN password_hash, ADD COLUMN password_hash text");
      run("UPDATE users SET password_hash = 'new'");

      assertThat(users.byName("miguel").orElseThrow().passwordHash()).contains("new");
    }
  }

  @Test
  void outageAndRecoveryAreLoggedOnce() throws Exception {
    URI address = URI.create(url.substring("jdbc:".length()));
    try (CutProxy proxy = new CutProxy(address.getPort());
        LogCatcher log = new LogCatcher("dev.restauth.adopt");
        LegacyUsers users =
            new LegacyUsers(
                OldFile.at(
                    "postgres://postgres:hunter2@127.0.0.1:" + proxy.port() + address.getPath()),
                UserQuery.REST_AUTH)) {
      assertThat(users.byName("miguel")).isPresent();
      proxy.cut();
      for (int i = 0; i < 3; i++) {
        assertThatExceptionOfType(LegacyUsersUnavailable.class)
            .isThrownBy(() -> users.byName("miguel"))
            .withNoCause()
            .satisfies(e -> assertThat(e.getMessage()).doesNotContain("hunter2", "postgres@"));
        assertThat(users.isReachable()).isFalse();
      }
      proxy.restore();
      assertThat(users.byName("miguel")).isPresent();
      assertThat(users.isReachable()).isTrue();

      assertThat(log.all())
          .satisfiesExactly(
              line ->
                  assertThat(line)
                      .startsWith(
                          "WARNING the old application's database fails:"
                              + " jdbc:postgresql://127.0.0.1:"
                              + proxy.port()
                              + address.getPath()
                              + ": it cannot be reached, or the connection broke")
                      .doesNotContain("hunter2"),
              line ->
                  assertThat(line).startsWith("INFO the old application's database answers again"));
    }
  }

  /** A network that drops all packets, without an error and without a response. */
  @Test
  void missingAnswerIsAnOutage() throws Exception {
    URI address = URI.create(url.substring("jdbc:".length()));
    try (CutProxy proxy = new CutProxy(address.getPort());
        LegacyUsers users =
            new LegacyUsers(
                OldFile.at("postgres://postgres@127.0.0.1:" + proxy.port() + address.getPath()),
                UserQuery.REST_AUTH)) {
      assertThat(users.byName("miguel")).isPresent();
      proxy.freeze();
      assertThatExceptionOfType(LegacyUsersUnavailable.class)
          .isThrownBy(() -> users.byName("miguel"));
      proxy.cut();
      proxy.restore();
      assertThat(users.byName("miguel")).isPresent();
    }
  }

  @Test
  void lookupThatWaitsForALockIsAnOutage() throws Exception {
    try (LegacyUsers users = of(UserQuery.REST_AUTH.text());
        Connection application = DriverManager.getConnection(url)) {
      assertThat(users.byName("miguel")).isPresent();
      application.setAutoCommit(false);
      OldFile.run(application, "LOCK TABLE users IN ACCESS EXCLUSIVE MODE");
      assertThatExceptionOfType(LegacyUsersUnavailable.class)
          .isThrownBy(() -> users.byName("miguel"));
      application.rollback();
      assertThat(users.byName("miguel")).isPresent();
    }
  }
}
