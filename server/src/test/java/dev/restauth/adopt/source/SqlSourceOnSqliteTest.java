package dev.restauth.adopt.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.restauth.adopt.sql.UserQuery;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Users from SQLite files: files of REST-auth v0.3, files of other applications, and malformed
 * files.
 */
class SqlSourceOnSqliteTest {
  private static final String FEW =
      "INSERT INTO users VALUES (1, 'miguel', 'h1'), (3, 'Susan', 'h3'), (2, 'Zoë 日本', 'h2')";

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {"rest-auth-2013.sqlite", "rest-auth-2020.sqlite", "rest-auth-2025.sqlite"})
  void usersOfTheOriginalAreReadWithTheirIds(String name) throws Exception {
    OldFile file = OldFile.recorded(folder, name);
    byte[] before = Files.readAllBytes(file.path());

    Collected read = Collected.of(SqlSource.ofRestAuth(file.database()));

    assertThat(read.accounts()).extracting(account -> account.id().orElseThrow()).isSorted();
    assertThat(read.names())
        .hasSize(6)
        .contains("miguel", "MIGUEL", "Zoë 日本", "a.long.user.name.with.32.letters");
    assertThat(read.accounts())
        .allSatisfy(
            account -> {
              assertThat(account.passwordHash()).isPresent();
              assertThat(account.key()).isEqualTo(account.id().orElseThrow().toString());
              assertThat(account.active()).isTrue();
            });
    assertThat(read.refused()).isEmpty();
    assertThat(read.progress()).containsExactly("reading 0/6", "reading 6/6");
    assertThat(file.beside()).containsExactly(name);
    assertThat(Files.readAllBytes(file.path())).isEqualTo(before);
  }

  @Test
  void pathIsUsedLiterally() throws Exception {
    Path odd = Files.createDirectory(folder.resolve("a?mode=memory&b #c %41"));
    OldFile file = OldFile.recorded(odd, "rest-auth-2025.sqlite");
    Path link = Files.createSymbolicLink(folder.resolve("link"), file.path());

    assertThat(Collected.of(SqlSource.ofRestAuth(file.database())).accounts()).hasSize(6);
    assertThat(Collected.of(SqlSource.ofRestAuth(OldFile.at("jdbc:sqlite:" + link))).accounts())
        .hasSize(6);
  }

  @Test
  void rowsAreInTheOrderOfTheirIds() throws Exception {
    OldFile file = OldFile.with(folder, OldFile.TABLE, FEW);

    assertThat(file.read("SELECT * FROM users ORDER BY username DESC").names())
        .containsExactly("miguel", "Zoë 日本", "Susan");
  }

  @Test
  void allColumnsAreRead() throws Exception {
    OldFile file =
        OldFile.with(
            folder,
            "CREATE TABLE people (no INTEGER, name TEXT, pw BLOB, salt TEXT, mail TEXT, ok BOOL, at"
                + " DATETIME)",
            "INSERT INTO people VALUES (7, 'a', CAST('h' AS BLOB), 's', 'a@x.example', 1,"
                + " '2020-02-03 04:05:06.789012'), (8, 'b', '', '', '', 0, 1580702706), (9, 'c',"
                + " NULL, NULL, NULL, NULL, 'then')");

    Collected read =
        file.read(
            "SELECT no AS ID, name AS Username, pw AS password_hash, salt, mail AS email, ok AS"
                + " active, at AS created_at FROM people");

    assertThat(read.accounts())
        .containsExactly(
            new SourceAccount(
                Optional.of(7L),
                "7",
                "a",
                Optional.of("h"),
                Optional.of("a@x.example"),
                true,
                Optional.of(Instant.parse("2020-02-03T04:05:06.789012Z")),
                Optional.of("s")),
            new SourceAccount(
                Optional.of(8L),
                "8",
                "b",
                Optional.empty(),
                Optional.empty(),
                false,
                Optional.of(Instant.parse("2020-02-03T04:05:06Z"))),
            new SourceAccount(
                Optional.of(9L),
                "9",
                "c",
                Optional.empty(),
                Optional.empty(),
                false,
                Optional.empty()));
  }

  @Test
  void onlyPositiveWholeIdsAreImported() throws Exception {
    OldFile file =
        OldFile.with(
            folder,
            "CREATE TABLE users (id, username)",
            "INSERT INTO users VALUES (4611686018427387904, 'a'), (0, 'b'), (-1, 'c'), ('x-1',"
                + " 'd'), (NULL, 'e'), (1.5, 'f'), ('17', 'g'), ('9223372036854775808', 'h'),"
                + " (x'00ff', 'i')");

    Collected read = file.read("SELECT id, username FROM users");

    assertThat(read.accounts())
        .extracting(account -> account.username() + account.id().map(id -> " " + id).orElse(""))
        .containsExactlyInAnyOrder(
            "a 4611686018427387904", "b", "c", "d", "e", "f", "g 17", "h", "i");
    assertThat(read.accounts())
        .extracting(SourceAccount::key)
        .contains("0", "-1", "x-1", "e", "1.5", "9223372036854775808", "00ff");
    assertThat(file.read("SELECT username FROM users").accounts())
        .allSatisfy(account -> assertThat(account.id()).isEmpty())
        .extracting(SourceAccount::key)
        .contains("a", "i");
  }

  @Test
  void invalidRowsAreRefusedAndOthersAreRead() throws Exception {
    OldFile file =
        OldFile.with(
            folder,
            "CREATE TABLE users (id INTEGER PRIMARY KEY, username, password_hash, email, active)",
            "INSERT INTO users VALUES (1, 'good', 'h', 'e', 1), (2, NULL, 'h', 'e', 1), (3, '',"
                + " 'h', 'e', 1)",
            "INSERT INTO users VALUES (4, replace(hex(zeroblob(64)), '00', 'éé'), 'h', 'e', 1)",
            "INSERT INTO users VALUES (5, CAST(x'41ff42' AS TEXT), 'h', 'e', 1)",
            "INSERT INTO users VALUES (6, 'a' || char(0) || 'b', 'h', 'e', 1)",
            "INSERT INTO users VALUES (7, hex(zeroblob(4000000)), 'h', 'e', 1)",
            "INSERT INTO users VALUES (8, 'h8', hex(zeroblob(513)), 'e', 1)",
            "INSERT INTO users VALUES (9, 'e9', 'h', hex(zeroblob(161)), 1)",
            "INSERT INTO users VALUES (10, 'a10', 'h', 'e', 'maybe')",
            "INSERT INTO users VALUES (11, replace(hex(zeroblob(127)), '00', 'é') || 'x',"
                + " hex(zeroblob(512)), hex(zeroblob(160)), 't')");

    Collected read = file.read("SELECT * FROM users");

    assertThat(read.accounts()).extracting(SourceAccount::key).containsExactly("1", "11");
    assertThat(read.refused())
        .containsExactly(
            "id 2: it has no user name",
            "id 3: it has no user name",
            "id 4: its user name is longer than 255 bytes",
            "id 5: its user name is not UTF-8, or has a NUL character",
            "id 6: its user name is not UTF-8, or has a NUL character",
            "id 7: its user name is longer than 255 bytes",
            "id 8: its password hash is longer than 1024 characters",
            "id 9: its e-mail address is longer than 320 characters",
            "id 10: its column active is neither true nor false");
    assertThat(file.read("SELECT NULL AS username").refused())
        .containsExactly("row 1: it has no user name");
  }

  @Test
  void hugeValueStopsTheReadBeforeItFillsTheMemory() throws Exception {
    OldFile file =
        OldFile.with(
            folder, OldFile.TABLE, FEW, "INSERT INTO users VALUES (9, zeroblob(40000000), 'h')");

    assertThatExceptionOfType(UnreadableSource.class)
        .isThrownBy(() -> file.read("SELECT id, username FROM users"))
        .withMessage(
            file.path()
                + ": it holds a value of more than 16 MB; exclude that user with WHERE length(…) <"
                + " 1000");
    assertThat(file.read("SELECT id, username FROM users WHERE length(username) < 1000").accounts())
        .hasSize(3);
  }

  @Test
  void unreadableFileIsReported() throws Exception {
    Path text = Files.writeString(folder.resolve("text"), "this is not a database, but a text");
    Path empty = Files.createFile(folder.resolve("empty"));
    OldFile file = OldFile.with(folder, OldFile.TABLE);

    assertThat(message(folder.resolve("none").toString(), "SELECT 1 AS username"))
        .endsWith("none: there is no such file");
    assertThat(message(folder.toString(), "SELECT 1 AS username"))
        .endsWith(": it is a folder, not a SQLite file");
    assertThat(message(text.toString(), "SELECT 1 AS username"))
        .endsWith("text: it is not a SQLite database, or it is encrypted");
    assertThat(message(empty.toString(), "SELECT 1 AS username")).endsWith("empty: it is empty");
    assertThat(message(file.path().toString(), "SELECT username FROM user"))
        .isEqualTo(file.path() + ": no such table: user");
    assertThat(message(file.path().toString(), "SELECT id, name AS username FROM users"))
        .isEqualTo(file.path() + ": no such column: name");
    assertThat(message(file.path().toString(), "SELECT id FROM users"))
        .isEqualTo(
            file.path()
                + ": the query has no column username; write SELECT … AS username, in lower"
                + " case");
    assertThat(message(file.path().toString(), "SELECT id, username, id FROM users"))
        .isEqualTo(file.path() + ": the query has two columns id; name each once");
  }

  private static String message(String place, String query) {
    try {
      Collected.of(new SqlSource(OldFile.at(place), new UserQuery(query)));
      throw new AssertionError("it was read");
    } catch (UnreadableSource e) {
      assertThat(e).hasNoCause();
      return String.valueOf(e.getMessage());
    }
  }

  @Test
  void damagedFileIsReported() throws Exception {
    OldFile file = OldFile.with(folder, OldFile.TABLE, "PRAGMA user_version = 1");
    try (Connection connection = file.connect()) {
      OldFile.fill(connection, 5_000);
    }
    byte[] bytes = Files.readAllBytes(file.path());
    java.util.Arrays.fill(bytes, 8_192, bytes.length, (byte) 7);
    Files.write(file.path(), bytes);

    assertThat(message(file.path().toString(), UserQuery.REST_AUTH.text()))
        .startsWith(file.path() + ": it is damaged: ");
  }

  @Test
  void queryCannotWrite() throws Exception {
    OldFile file = OldFile.with(folder, OldFile.TABLE, FEW);
    byte[] before = Files.readAllBytes(file.path());

    for (String query :
        List.of(
            "WITH a AS (SELECT 1) DELETE FROM users RETURNING username",
            "WITH a AS (SELECT 1) INSERT INTO users VALUES (9, 'x', 'h') RETURNING username")) {
      assertThat(message(file.path().toString(), query)).contains("syntax error");
    }

    assertThat(Files.readAllBytes(file.path())).isEqualTo(before);
  }

  @Test
  void hundredsOfThousandsAreReadInOrder() throws Exception {
    OldFile file = OldFile.with(folder, OldFile.TABLE);
    try (Connection connection = file.connect()) {
      OldFile.fill(connection, 200_000);
    }
    AtomicLong last = new AtomicLong();
    Collected progress = new Collected();
    SqlSource.ofRestAuth(file.database())
        .read(
            new AccountSource.Sink() {
              @Override
              public void account(SourceAccount account) {
                assertThat(account.id().orElseThrow()).isEqualTo(last.incrementAndGet());
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
            (step, done, total) -> progress.refused(step + done, String.valueOf(total)));

    assertThat(last).hasValue(200_000);
    assertThat(progress.refused())
        .hasSizeGreaterThan(200)
        .startsWith("reading0: 200000")
        .endsWith("reading200000: 200000");
  }
}
