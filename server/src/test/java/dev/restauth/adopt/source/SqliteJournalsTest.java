package dev.restauth.adopt.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** SQLite files that are written during the read, and the other files in their folder. */
class SqliteJournalsTest {
  private static final String FEW =
      "INSERT INTO users VALUES (1, 'miguel', 'h1'), (3, 'Susan', 'h3'), (2, 'Zoë 日本', 'h2')";

  @TempDir private Path folder;

  /**
   * While a query reads a file without a write-ahead log, no process can write that file. The query
   * must therefore be short, so it only copies rows.
   */
  @ParameterizedTest
  @ValueSource(strings = {"DELETE", "WAL", "TRUNCATE"})
  void theOldApplicationWritesWhileItsUsersAreRead(String journal) throws Exception {
    OldFile file = OldFile.with(folder, "PRAGMA journal_mode = " + journal, OldFile.TABLE);
    try (Connection application = file.connect()) {
      OldFile.run(application, "PRAGMA busy_timeout = 0");
      OldFile.fill(application, 5_000);
      List<String> before = file.beside();
      List<String> names = new ArrayList<>();
      SqlSource.ofRestAuth(file.database())
          .read(
              new AccountSource.Sink() {
                @Override
                public void account(SourceAccount account) {
                  names.add(account.username());
                  if (names.size() % 1_000 == 0) {
                    change(application);
                  }
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

      assertThat(names).hasSize(5_000).doesNotContain("changed");
      assertThat(file.beside()).isEqualTo(before);
      assertThat(Collected.of(SqlSource.ofRestAuth(file.database())).names()).contains("changed");
    }
    assertThat(file.beside()).containsExactly("old.sqlite");
  }

  private static void change(Connection application) {
    try {
      OldFile.run(application, "UPDATE users SET username = 'changed' WHERE id > 4990");
    } catch (java.sql.SQLException e) {
      throw new AssertionError("the old application cannot write", e);
    }
  }

  /**
   * The committed changes are still only in the write-ahead log. The read must not return
   * uncommitted changes.
   */
  @Test
  void changesInTheLogAreRead() throws Exception {
    OldFile file = OldFile.with(folder, "PRAGMA journal_mode = WAL", OldFile.TABLE);
    try (Connection application = file.connect()) {
      OldFile.run(application, FEW, "BEGIN", "INSERT INTO users VALUES (4, 'not yet', 'h')");

      assertThat(Collected.of(SqlSource.ofRestAuth(file.database())).accounts()).hasSize(3);
    }
  }

  /**
   * In an ordinary read, SQLite would create two files in the folder. These files would belong to
   * the reading user, and nobody would remove them.
   */
  @Test
  void noFileIsCreatedBesideAClosedDatabase() throws Exception {
    OldFile file = OldFile.with(folder, "PRAGMA journal_mode = WAL", OldFile.TABLE, FEW);
    assertThat(file.beside()).containsExactly("old.sqlite");

    assertThat(Collected.of(SqlSource.ofRestAuth(file.database())).accounts()).hasSize(3);

    assertThat(file.beside()).containsExactly("old.sqlite");
  }

  /**
   * A copy of a database may consist of only the two files with data, the database file and the
   * write-ahead log. It then lacks the index of the log.
   */
  @Test
  void logWithoutItsIndexIsRead() throws Exception {
    OldFile file = OldFile.with(folder, "PRAGMA journal_mode = WAL", OldFile.TABLE);
    Path copies = Files.createDirectory(folder.resolve("copies"));
    try (Connection application = file.connect()) {
      OldFile.run(application, FEW);
      Files.copy(file.path(), copies.resolve("old.sqlite"));
      Files.copy(folder.resolve("old.sqlite-wal"), copies.resolve("old.sqlite-wal"));
    }

    assertThat(
            Collected.of(SqlSource.ofRestAuth(new OldFile(copies.resolve("old.sqlite")).database()))
                .accounts())
        .hasSize(3);
  }
}
