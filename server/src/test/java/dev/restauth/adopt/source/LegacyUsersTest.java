package dev.restauth.adopt.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.restauth.LogCatcher;
import dev.restauth.adopt.sql.LegacyUsersUnavailable;
import dev.restauth.adopt.sql.UserQuery;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Look-ups of users in a SQLite file that an old application continues to use. */
class LegacyUsersTest {
  private static final String FEW =
      "INSERT INTO users VALUES (1, 'miguel', 'h1'), (3, 'Susan', 'h3'), (2, 'Zoë 日本', 'h2')";

  @TempDir private Path folder;

  private static LegacyUsers of(OldFile file) {
    return new LegacyUsers(file.database(), UserQuery.REST_AUTH);
  }

  private static LegacyUsers of(OldFile file, String query) {
    return new LegacyUsers(file.database(), new UserQuery(query));
  }

  @Test
  void usersAreFoundByNameAndById() {
    OldFile file = OldFile.recorded(folder, "rest-auth-2020.sqlite");
    try (LegacyUsers users = of(file)) {
      assertThat(users.isReachable()).isFalse();
      SourceAccount miguel = users.byName("miguel").orElseThrow();
      assertThat(miguel.id()).contains(1L);
      assertThat(miguel.passwordHash().orElseThrow()).startsWith("pbkdf2:sha256:150000$xLgnXLuJ$");
      assertThat(users.isReachable()).isTrue();
      assertThat(users.byName("MIGUEL").orElseThrow().id()).contains(4L);
      assertThat(users.byName("Miguel")).isEmpty();
      assertThat(users.byName("Zoë 日本")).isPresent();
      assertThat(users.byName("Zoe\u0308 日本")).isEmpty();
      assertThat(users.byName("' OR 1=1 --")).isEmpty();
      assertThat(users.byId(2).orElseThrow().username()).isEqualTo("susan");
      assertThat(users.byId(6)).isEmpty();
      assertThat(users.byId(0)).isEmpty();
      assertThat(users.byId(-1)).isEmpty();
      assertThat(users.byId(Long.MAX_VALUE)).isEmpty();
      assertThat(users.highestId())
          .isEqualTo(
              Collected.of(SqlSource.ofRestAuth(file.database()))
                  .accounts()
                  .getLast()
                  .id()
                  .orElseThrow());
    }
  }

  @Test
  void impossibleNamesAreNotLookedUp() throws Exception {
    OldFile file = OldFile.with(folder, OldFile.TABLE, FEW);
    Files.delete(file.path());
    try (LegacyUsers users = of(file)) {
      for (String name : List.of("", "a\0b", "\uD800", "\uFFFD", "x".repeat(256))) {
        assertThat(users.byName(name)).isEmpty();
        assertThat(users.hasName(name)).isFalse();
      }
      assertThatExceptionOfType(LegacyUsersUnavailable.class)
          .isThrownBy(() -> users.byName("x".repeat(255)));
    }
  }

  /** The column's collation treats these names as equal, so SQLite finds all of them. */
  @Test
  void namesAreComparedExactly() throws Exception {
    OldFile file =
        OldFile.with(
            folder,
            "CREATE TABLE users (id INTEGER PRIMARY KEY, username TEXT COLLATE NOCASE UNIQUE,"
                + " password_hash TEXT)",
            FEW);
    try (LegacyUsers users = of(file)) {
      assertThat(users.byName("Miguel")).isEmpty();
      assertThat(users.hasName("Miguel")).isFalse();
      assertThat(users.byName("miguel")).isPresent();
    }
    try (LegacyUsers users = of(file, "SELECT id, username COLLATE RTRIM AS username FROM users")) {
      assertThat(users.byName("miguel  ")).isEmpty();
      assertThat(users.byName("miguel")).isPresent();
    }
  }

  @Test
  void duplicateNameIsReservedButCannotLogIn() throws Exception {
    OldFile file =
        OldFile.with(
            folder,
            OldFile.TABLE,
            FEW,
            "INSERT INTO users VALUES (8, 'miguel', 'h8'), (9, 'long hash', hex(zeroblob(600)))");
    try (LogCatcher log = new LogCatcher("dev.restauth.adopt");
        LegacyUsers users = of(file)) {
      for (int i = 0; i < 3; i++) {
        assertThat(users.byName("miguel")).isEmpty();
        assertThat(users.hasName("miguel")).isTrue();
        assertThat(users.byName("long hash")).isEmpty();
        assertThat(users.hasName("long hash")).isTrue();
      }
      assertThat(users.byId(1)).isPresent();
      assertThat(log.all())
          .containsExactly(
              "WARNING the old application has users who share a name or an id, for example those"
                  + " with the ids 1, 8: such users cannot log in here");
    }
  }

  @Test
  void highestIdIsAWholeNumber() throws Exception {
    OldFile file = OldFile.with(folder, OldFile.TABLE, "CREATE TABLE texts (id, username)");
    try (LegacyUsers users = of(file);
        LegacyUsers texts = of(file, "SELECT id, username FROM texts");
        LegacyUsers none = of(file, "SELECT username FROM users")) {
      assertThat(users.highestId()).isZero();
      assertThat(none.highestId()).isZero();
      assertThat(none.byId(1)).isEmpty();
      file.run("INSERT INTO users VALUES (-5, 'a', 'h')");
      assertThat(users.highestId()).isZero();
      file.run("INSERT INTO users VALUES (4611686018427387904, 'b', 'h')");
      assertThat(users.highestId()).isEqualTo(1L << 62);
      assertThat(users.byId(1L << 62).orElseThrow().username()).isEqualTo("b");
      file.run("INSERT INTO users VALUES (4611686018427387905, 'c', 'h')");
      assertThat(users.highestId()).isEqualTo(1L << 62);
      assertThat(users.byId((1L << 62) + 1)).isEmpty(); // the server would give c another id
      file.run("INSERT INTO texts VALUES (12, 'a'), ('9', 'b'), ('x', 'c'), ('00', 'd')");
      assertThat(texts.highestId()).isEqualTo(12);
      assertThat(texts.byId(12).orElseThrow().username()).isEqualTo("a");
      file.run("INSERT INTO texts VALUES ('13', 'e')");
      assertThat(texts.highestId()).isEqualTo(13);
    }
  }

  @Test
  void outageAndRecoveryAreLoggedOnce() throws Exception {
    OldFile file = OldFile.with(folder, OldFile.TABLE, FEW);
    Path away = folder.resolve("away");
    try (LogCatcher log = new LogCatcher("dev.restauth.adopt");
        LegacyUsers users = of(file)) {
      assertThat(users.byName("miguel")).isPresent();
      Files.move(file.path(), away);
      for (int i = 0; i < 3; i++) {
        assertThatExceptionOfType(LegacyUsersUnavailable.class)
            .isThrownBy(() -> users.byName("miguel"))
            .withMessage(file.path() + ": there is no such file")
            .withNoCause();
        assertThat(users.isReachable()).isFalse();
      }
      assertThatExceptionOfType(LegacyUsersUnavailable.class).isThrownBy(() -> users.byId(1));
      assertThatExceptionOfType(LegacyUsersUnavailable.class).isThrownBy(users::highestId);
      assertThatExceptionOfType(LegacyUsersUnavailable.class).isThrownBy(() -> users.hasName("x"));
      Files.move(away, file.path());

      assertThat(users.byName("miguel")).isPresent();
      assertThat(users.isReachable()).isTrue();
      assertThat(log.all())
          .satisfiesExactly(
              line ->
                  assertThat(line)
                      .isEqualTo(
                          "WARNING the old application's database fails: "
                              + file.path()
                              + ": there is no such file"),
              line ->
                  assertThat(line)
                      .matches(
                          "INFO the old application's database answers again, after \\d+ s, in"
                              + " which 6 look-ups failed"));
    }
  }

  @Test
  void unstableDatabaseDoesNotFillTheLog() throws Exception {
    OldFile file = OldFile.with(folder, OldFile.TABLE, FEW);
    Path away = folder.resolve("away");
    try (LogCatcher log = new LogCatcher("dev.restauth.adopt");
        LegacyUsers users = of(file)) {
      for (int i = 0; i < 20; i++) {
        assertThat(users.byName("miguel")).isPresent();
        Files.move(file.path(), away);
        assertThatExceptionOfType(LegacyUsersUnavailable.class).isThrownBy(() -> users.byId(1));
        Files.move(away, file.path());
      }
      assertThat(log.all()).hasSizeBetween(2, 6);
    }
  }

  /** An open connection would still read the old file, which is no longer in the folder. */
  @Test
  void replacedFileIsReadAtTheNextLookup() throws Exception {
    OldFile file = OldFile.with(folder, OldFile.TABLE, FEW);
    OldFile other =
        OldFile.with(
            Files.createDirectory(folder.resolve("other")),
            "PRAGMA journal_mode = WAL",
            OldFile.TABLE,
            "INSERT INTO users VALUES (1, 'miguel', 'changed')");
    try (LegacyUsers users = of(file)) {
      assertThat(users.byName("miguel").orElseThrow().passwordHash()).contains("h1");
      Files.move(other.path(), file.path(), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
      assertThat(users.byName("miguel").orElseThrow().passwordHash()).contains("changed");
      assertThat(users.byName("Susan")).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"DELETE", "WAL"})
  void committedChangesAreVisibleImmediately(String journal) throws Exception {
    OldFile file = OldFile.with(folder, "PRAGMA journal_mode = " + journal, OldFile.TABLE);
    try (LegacyUsers users = of(file)) {
      assertThat(users.byName("new")).isEmpty();
      try (Connection application = file.connect()) {
        for (int i = 1; i <= 50; i++) {
          OldFile.run(application, "INSERT INTO users VALUES (%d, 'new %d', 'h')".formatted(i, i));
          assertThat(users.byName("new " + i)).isPresent();
          assertThat(users.highestId()).isEqualTo(i);
        }
        OldFile.run(application, "BEGIN", "INSERT INTO users VALUES (99, 'not yet', 'h')");
        assertThat(users.byName("not yet")).isEmpty();
      }
      assertThat(users.byName("new 50")).isPresent();
    }
    assertThat(file.beside()).containsExactly("old.sqlite");
  }

  /** A caller gets a response in time, even if the file stays locked. */
  @Test
  void lockHeldForeverIsAnOutage() throws Exception {
    OldFile file = OldFile.with(folder, OldFile.TABLE, FEW);
    try (LegacyUsers users = of(file);
        Connection application = file.connect()) {
      OldFile.run(application, "BEGIN EXCLUSIVE");
      assertThatExceptionOfType(LegacyUsersUnavailable.class)
          .isThrownBy(() -> users.byName("miguel"));
      OldFile.run(application, "ROLLBACK");
      assertThat(users.byName("miguel")).isPresent();
    }
  }

  @Test
  void endlessQueryIsAnOutage() throws Exception {
    OldFile file = OldFile.with(folder, OldFile.TABLE, FEW);
    try (LegacyUsers users =
        of(
            file,
            "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)"
                + " SELECT i AS id, 'n' || i AS username FROM n")) {
      assertThatExceptionOfType(LegacyUsersUnavailable.class)
          .isThrownBy(() -> users.byName("nobody"))
          .withMessageContaining(file.path().toString());
    }
    try (LegacyUsers users = of(file)) {
      assertThat(users.byName("miguel")).isPresent();
    }
  }

  @Test
  void excessLookupsAreRefusedAndOthersAnswered() throws Exception {
    OldFile file = OldFile.with(folder, OldFile.TABLE, FEW);
    try (LegacyUsers users = of(file);
        ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();
        Connection application = file.connect()) {
      OldFile.run(application, "BEGIN EXCLUSIVE");
      List<Future<Boolean>> calls = new ArrayList<>();
      for (int i = 0; i < 1_000; i++) {
        calls.add(callers.submit(() -> users.byName("miguel").isPresent()));
      }
      List<String> failures = new ArrayList<>();
      for (Future<Boolean> call : calls) {
        try {
          assertThat(call.get()).isTrue();
        } catch (java.util.concurrent.ExecutionException e) {
          assertThat(e).hasCauseInstanceOf(LegacyUsersUnavailable.class);
          failures.add(String.valueOf(e.getMessage()));
        }
      }
      assertThat(failures)
          .hasSize(1_000)
          .anyMatch(line -> line.endsWith("too many look-ups are waiting for it"))
          .anyMatch(line -> line.endsWith("it does not answer within 2 s"));
      OldFile.run(application, "ROLLBACK");
      assertThat(users.byName("miguel")).isPresent();
    }
  }

  @Test
  void lookupAfterCloseIsRefused() throws Exception {
    LegacyUsers users = of(OldFile.with(folder, OldFile.TABLE, FEW));
    assertThat(users.byName("miguel")).isPresent();
    users.close();

    assertThatExceptionOfType(LegacyUsersUnavailable.class)
        .isThrownBy(() -> users.byName("miguel"))
        .withMessage("the old database is closed");
    users.close();
  }
}
