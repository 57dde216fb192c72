package dev.restauth.store.care;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.Declarations;
import dev.restauth.SetClock;
import dev.restauth.account.AccountRows;
import dev.restauth.job.Progress;
import dev.restauth.store.Store;
import dev.restauth.store.sql.Accounts;
import dev.restauth.store.sql.SqliteOpening;
import dev.restauth.store.sql.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SqliteCheckTest {
  private static final Progress SILENT = (step, done, total) -> {};

  @TempDir Path folder;

  private Path database;
  private SqliteFile file;

  @BeforeEach
  void make() {
    database = folder.resolve("restauth.sqlite");
    file = new SqliteFile(database, Declarations.OURS.schema(), new SetClock());
    try (Store store = TestDatabase.sqlite(database, InstantSource.system()).open()) {
      Accounts.make(store, "user", 3_000);
    }
  }

  @Test
  void checkOfASoundDatabaseFindsAndChangesNothing() throws IOException {
    byte[] before = Files.readAllBytes(database);

    assertThat(file.check(SILENT)).isEmpty();

    assertThat(names()).containsExactly("restauth.sqlite");
    assertThat(database).hasBinaryContent(before);
  }

  @Test
  void checkWorksWhileTheStoreWrites() throws IOException {
    try (Store store = TestDatabase.sqlite(database, InstantSource.system()).open()) {
      List<String> found = file.check((step, done, total) -> Accounts.make(store, step, 10));

      assertThat(found).isEmpty();
      Accounts.make(store, "after", 10);
    }
    assertThat(names()).containsExactly("restauth.sqlite");
  }

  @Test
  void checkReadsTheLogOfACrashAndLeavesItThere() throws IOException {
    Path log = folder.resolve("restauth.sqlite-wal");
    try (Store store = TestDatabase.sqlite(database, InstantSource.system()).open()) {
      Accounts.make(store, "in the log only", 1);
      Files.copy(database, folder.resolve("file"));
      Files.copy(log, folder.resolve("log"));
    }
    Files.delete(database);
    Files.move(folder.resolve("file"), database);
    Files.move(folder.resolve("log"), log);
    byte[] before = Files.readAllBytes(log);

    assertThat(file.check(SILENT)).isEmpty();

    assertThat(log).hasBinaryContent(before);
    try (Store store = TestDatabase.sqlite(database, InstantSource.system()).open()) {
      assertThat(
              store.<Boolean>reading(
                  tx -> new AccountRows(tx).findByUsername("in the log only0").isPresent()))
          .isTrue();
    }
  }

  @Test
  void checkFindsADamagedIndex() throws Exception {
    Damage.overwriteTheIndexOfNames(database);

    assertThat(file.check(SILENT))
        .isNotEmpty()
        .allSatisfy(line -> assertThat(line).hasLineCount(1));
  }

  @Test
  void checkFindsADamagedTable() throws Exception {
    Damage.overwriteTheAccounts(database);

    assertThat(file.check(SILENT))
        .isNotEmpty()
        .allSatisfy(line -> assertThat(line).hasLineCount(1));
  }

  @Test
  void fileThatIsNoDatabaseIsReported() throws Exception {
    Damage.overwriteTheHeader(database);

    assertThat(file.check(SILENT)).isNotEmpty().anyMatch(line -> line.contains("not a database"));
  }

  @Test
  void missingDatabaseIsReported() throws Exception {
    Files.delete(database);
    assertThat(file.check(SILENT)).containsExactly("there is no database at " + database);
    assertThat(names()).isEmpty();

    Files.createFile(database);
    assertThat(file.check(SILENT)).containsExactly(database + " is empty: it holds no database");

    Files.delete(database);
    Files.createDirectory(database);
    assertThat(file.check(SILENT)).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ALTER TABLE account ADD COLUMN note TEXT|the table account differs from what this program creates
          DROP TABLE signing_key|the table signing_key is missing
          CREATE INDEX mine ON account (state)|there is an unexpected index mine on the table account
          DELETE FROM property WHERE name = 'epoch'|the property epoch is missing
          UPDATE flyway_schema_history SET version = '18' WHERE version = '17'|newer REST-auth
          DELETE FROM flyway_schema_history WHERE version = '17'|the next start brings it up to date
          DROP TABLE flyway_schema_history|it is not a database of REST-auth
          """)
  void checkFindsAlterations(String sql, String finding) throws SQLException {
    alter(sql);

    assertThat(file.check(SILENT)).anyMatch(line -> line.contains(finding));
  }

  @Test
  void tablesOfLitestreamAreNoFinding() throws SQLException {
    alter("CREATE TABLE _litestream_seq (id INTEGER PRIMARY KEY, seq INTEGER)");
    alter("CREATE TABLE _litestream_lock (id INTEGER)");

    assertThat(file.check(SILENT)).isEmpty();
  }

  @Test
  void checkFindsRowsWithBrokenReferences() throws SQLException {
    alter("CREATE TABLE theirs (account_id INTEGER REFERENCES account (id))");
    alter("INSERT INTO theirs VALUES (99999)");

    assertThat(file.check(SILENT))
        .containsExactly("row 1 of the table theirs belongs to no row of the table account");
  }

  private void alter(String sql) throws SQLException {
    try (Connection connection = SqliteOpening.existing(database);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }
}
