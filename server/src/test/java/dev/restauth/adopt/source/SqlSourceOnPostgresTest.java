package dev.restauth.adopt.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.restauth.adopt.sql.LegacyDatabase;
import dev.restauth.adopt.sql.UserQuery;
import dev.restauth.store.sql.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reads users from a real PostgreSQL. */
class SqlSourceOnPostgresTest {
  @TempDir private Path folder;
  private String url = "";

  @BeforeEach
  void make() throws SQLException {
    url = TestDatabase.emptyPostgresUrl();
    run(
        "CREATE TABLE users (id serial PRIMARY KEY, username varchar(32), password_hash text)",
        "INSERT INTO users VALUES (5, 'Zoë 日本', 'h5'), (2, 'miguel', 'h2')");
  }

  private void run(String... statements) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url)) {
      OldFile.run(connection, statements);
    }
  }

  private String base() {
    return url.replaceFirst("\\?.*", "");
  }

  private Collected read(String query) {
    return Collected.of(new SqlSource(OldFile.at(url), new UserQuery(query)));
  }

  @Test
  void usersAreInTheOrderOfTheirIds() {
    Collected read = Collected.of(SqlSource.ofRestAuth(OldFile.at(url)));

    assertThat(read.names()).containsExactly("miguel", "Zoë 日本");
    assertThat(read.accounts()).extracting(SourceAccount::key).containsExactly("2", "5");
    assertThat(read.progress()).containsExactly("reading 0/2", "reading 2/2");
  }

  @Test
  void userAndPasswordComeFromTheUrlOrFromSettings() throws Exception {
    String role = "reader_" + System.nanoTime();
    run(
        "CREATE ROLE " + role + " LOGIN PASSWORD 'p&w d'",
        "GRANT SELECT ON users TO " + role,
        "ALTER ROLE " + role + " SET statement_timeout = '1min'");
    Path password = Files.writeString(folder.resolve("password"), "p&w d\nmore\n");
    String place = base().replaceFirst("jdbc:postgresql://", "");

    assertThat(
            Collected.of(
                    SqlSource.ofRestAuth(
                        LegacyDatabase.at(
                            base(), Optional.of(role), Optional.of(password), Optional.empty())))
                .accounts())
        .hasSize(2);
    assertThat(
            Collected.of(
                    SqlSource.ofRestAuth(
                        OldFile.at(
                            "postgres://" + role + ":p%26w%20d@" + place + "?sslmode=disable")))
                .accounts())
        .hasSize(2);
  }

  @Test
  void allKindsOfColumnsAreRead() throws Exception {
    run(
        "CREATE TABLE people (no uuid, name bytea, pw char(3), mail text, ok boolean, at timestamptz, utc timestamp)",
        "INSERT INTO people VALUES ('00000000-0000-4000-8000-000000000001', 'a', 'h', 'm', true, '2020-02-03 04:05:06.789+02', '2020-02-03 04:05:06')");
    String columns =
        "SELECT no AS id, name AS username, pw AS password_hash, mail AS email, ok AS active, ";

    SourceAccount account = read(columns + "at AS created_at FROM people").accounts().getFirst();
    assertThat(account)
        .isEqualTo(
            new SourceAccount(
                Optional.empty(),
                "00000000-0000-4000-8000-000000000001",
                "a",
                Optional.of("h  "),
                Optional.of("m"),
                true,
                Optional.of(Instant.parse("2020-02-03T02:05:06.789Z"))));
    assertThat(read(columns + "utc AS created_at FROM people").accounts().getFirst().createdAt())
        .contains(Instant.parse("2020-02-03T04:05:06Z"));
    assertThat(read("SELECT 'n' AS username, 9007199254740993::numeric(30, 4) AS id").accounts())
        .extracting(each -> each.id().orElseThrow())
        .containsExactly(9007199254740993L);
  }

  @Test
  void queryCannotWrite() throws Exception {
    run(
        "CREATE FUNCTION add_user() RETURNS text LANGUAGE sql AS"
            + " $$ INSERT INTO users VALUES (9, 'x', 'h') RETURNING username $$",
        "CREATE SEQUENCE counting");

    assertThat(message(url, "SELECT add_user() AS username"))
        .isEqualTo(
            base()
                + ": it answers with an error: ERROR: cannot execute INSERT in a read-only transaction"
                + " [25006]");
    assertThat(message(url, "SELECT nextval('counting')::text AS username"))
        .contains("read-only transaction");
    assertThat(
            message(url, "WITH a AS (DELETE FROM users RETURNING username) SELECT username FROM a"))
        .contains("[0A000]");
    assertThat(Collected.of(SqlSource.ofRestAuth(OldFile.at(url))).accounts()).hasSize(2);
  }

  @Test
  void errorsAreReportedWithoutSecrets() throws Exception {
    String place = base().replaceFirst("jdbc:postgresql://", "");
    assertThat(message(url, "SELECT username FROM people"))
        .isEqualTo(
            base()
                + ": it answers with an error: ERROR: relation \"people\" does not exist [42P01]");
    assertThat(message(url, "SELECT name AS username FROM users"))
        .isEqualTo(
            base() + ": it answers with an error: ERROR: column \"name\" does not exist [42703]");
    assertThat(message(url, "SELECT id FROM users"))
        .isEqualTo(
            base()
                + ": the query has no column username; write SELECT … AS username, in lower case");
    String other = "other_" + System.nanoTime();
    run("CREATE ROLE " + other + " NOLOGIN");
    for (String hidden :
        List.of(
            "postgres://hunter1:hunter2@" + place,
            "jdbc:postgresql://" + place + "?user=hunter1&password=hunter2",
            "jdbc:postgresql://" + place + "?user=postgres&options=-c%20hunter2=1",
            "jdbc:postgresql://" + place + "?user=postgres&sslmode=hunter2",
            "jdbc:postgresql://" + place + "?user=" + other + "&password=hunter2",
            "jdbc:postgresql://127.0.0.1:1/hunter?user=hunter1&password=hunter2",
            "jdbc:mysql://hunter1:hunter2@127.0.0.1/old")) {
      assertThat(message(hidden, "SELECT 1 AS username"))
          .as(hidden)
          .doesNotContain("hunter1", "hunter2", "password=", "user=");
    }
    assertThat(message(url.replaceFirst("test_[a-z0-9_]+", "none"), "SELECT 1 AS username"))
        .endsWith("/none: there is no database of that name");
    assertThat(message("jdbc:postgresql://127.0.0.1:1/old?user=x", "SELECT 1 AS username"))
        .startsWith(
            "jdbc:postgresql://127.0.0.1:1/old: it cannot be reached, or the connection broke");
    assertThat(message("jdbc:mysql://127.0.0.1/old", "SELECT 1 AS username"))
        .isEqualTo(
            "jdbc:mysql://127.0.0.1/old: there is no bundled driver for such a URL; name the jar of one");
  }

  private static String message(String place, String query) {
    UnreadableSource thrown =
        catchThrowableOfType(
            UnreadableSource.class,
            () -> Collected.of(new SqlSource(OldFile.at(place), new UserQuery(query))));
    assertThat(thrown).as(place).isNotNull().hasNoCause();
    return String.valueOf(thrown.getMessage());
  }

  /** Each fetch reads only a few rows, because all rows together exceed the limit of one fetch. */
  @Test
  void hundredsOfThousandsAreReadFromOneSnapshot() throws Exception {
    run(
        "TRUNCATE users",
        "INSERT INTO users SELECT i, 'user ' || i, repeat('x', 1000) FROM generate_series(1, 200000) i");
    long[] last = {0};
    try (Connection application = DriverManager.getConnection(url)) {
      SqlSource.ofRestAuth(OldFile.at(url))
          .read(
              new AccountSource.Sink() {
                @Override
                public void account(SourceAccount account) {
                  if (last[0] == 0) {
                    change(application);
                  }
                  last[0]++;
                  assertThat(account.id()).contains(last[0]);
                  assertThat(account.username()).isEqualTo("user " + last[0]);
                }

                @Override
                public void refused(String which, String reason) {
                  throw new AssertionError(which + reason);
                }

                @Override
                public String addSecret(byte[] secret) {
                  throw new AssertionError();
                }
              },
              (step, done, total) -> {});
    }
    assertThat(last[0]).isEqualTo(200_000);
  }

  private static void change(Connection application) {
    try {
      OldFile.run(
          application,
          "DELETE FROM users WHERE id = 100000",
          "UPDATE users SET username = 'changed' WHERE id = 150000",
          "INSERT INTO users VALUES (300000, 'new', 'h')");
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void hugeValuesAreRefusedOrStopTheRead() throws Exception {
    run(
        "INSERT INTO users SELECT 100 + i, 'u' || i, repeat('x', 2000000) FROM generate_series(1, 20) i");

    assertThat(Collected.of(SqlSource.ofRestAuth(OldFile.at(url))).refused())
        .hasSize(20)
        .allMatch(line -> line.endsWith(": its password hash is longer than 1024 characters"));

    run("UPDATE users SET password_hash = repeat('x', 100000000) WHERE id = 101");
    assertThat(message(url, UserQuery.REST_AUTH.text()))
        .isEqualTo(
            base()
                + ": it holds values that are too large; exclude those users with WHERE length(…) < 1000");
  }

  @Test
  void readsUsersOfDjango() throws Exception {
    run(
        "CREATE TABLE auth_user (id integer PRIMARY KEY, password varchar(128), last_login timestamptz,"
            + " is_superuser boolean, username varchar(150), first_name text, last_name text,"
            + " email varchar(254), is_staff boolean, is_active boolean, date_joined timestamptz)",
        "INSERT INTO auth_user VALUES (1, 'pbkdf2_sha256$600000$s$h', NULL, true, 'miguel', '', '',"
            + " 'm@x.example', true, true, '2020-02-03 04:05:06+00'),"
            + " (2, '!unusable', NULL, false, 'robot', '', '', '', false, false, '2020-02-03 04:05:06+00')");

    Collected read = Collected.of(SqlSource.ofDjango(OldFile.at(url)));

    Optional<Instant> joined = Optional.of(Instant.parse("2020-02-03T04:05:06Z"));
    assertThat(read.accounts())
        .containsExactly(
            new SourceAccount(
                Optional.of(1L),
                "1",
                "miguel",
                Optional.of("pbkdf2_sha256$600000$s$h"),
                Optional.of("m@x.example"),
                true,
                joined),
            new SourceAccount(
                Optional.of(2L), "2", "robot", Optional.empty(), Optional.empty(), false, joined));
  }

  @Test
  void readsUsersOfSupabase() throws Exception {
    run(
        "CREATE SCHEMA auth",
        "CREATE TABLE auth.users (id uuid PRIMARY KEY, email varchar(255), phone text,"
            + " encrypted_password varchar(255), banned_until timestamptz, deleted_at timestamptz,"
            + " created_at timestamptz)",
        "INSERT INTO auth.users VALUES"
            + " ('00000000-0000-4000-8000-000000000001', 'a@x.example', NULL, '$2a$10$h', NULL, NULL, now()),"
            + " ('00000000-0000-4000-8000-000000000002', '', '4912345', '', '2000-01-01', NULL, now()),"
            + " ('00000000-0000-4000-8000-000000000003', 'c@x.example', NULL, 'h', 'infinity', NULL, now()),"
            + " ('00000000-0000-4000-8000-000000000004', 'd@x.example', NULL, 'h', NULL, now(), now()),"
            + " ('00000000-0000-4000-8000-000000000005', NULL, NULL, NULL, NULL, NULL, now())");

    Collected read = Collected.of(SqlSource.ofSupabase(OldFile.at(url)));

    assertThat(read.accounts())
        .extracting(account -> account.username() + " " + account.active())
        .containsExactly("a@x.example true", "4912345 true", "c@x.example false");
    assertThat(read.accounts().getFirst().createdAt()).isPresent();
    assertThat(read.refused())
        .containsExactly("id 00000000-0000-4000-8000-000000000005: it has no user name");
  }
}
