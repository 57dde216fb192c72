package dev.restauth.store.care;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.Declarations;
import dev.restauth.SetClock;
import dev.restauth.account.Account;
import dev.restauth.store.Column;
import dev.restauth.store.DatabaseFile.Restored;
import dev.restauth.store.SchemaDefinition;
import dev.restauth.store.Table;
import dev.restauth.store.sql.SqliteOpening;
import dev.restauth.store.sql.SqliteSchema;
import dev.restauth.store.sql.TestDatabase;
import dev.restauth.token.SigningKeyRows;
import dev.restauth.token.SigningKeyRows.SigningKeyRow;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SqliteRestoreTest extends RestoreScene {

  @Test
  void restoreBringsAccountsBackAndRevokesAllTokens() {
    String epoch = epoch();

    Restored restored = file.restore(backup, true, SqliteRestoreTest::fine, SILENT);

    assertThat(restored.accounts()).isEqualTo(ACCOUNTS);
    assertThat(restored.signingKeys()).isEqualTo(1);
    assertThat(restored.epoch()).matches("[0-9a-f]{32}").isNotEqualTo(epoch).isEqualTo(epoch());
    write(
        store -> {
          assertThat(byId(store, 1).generation()).isGreaterThan(1_000_000);
          assertThat(byId(store, 2).generation()).isGreaterThan(1_000_000);
          assertThat(byId(store, 2).passwordHash()).isNotEqualTo("stolen no more");
          assertThat(byId(store, ACCOUNTS).username()).isEqualTo("first" + (ACCOUNTS - 1));
          assertThat(store.<List<SigningKeyRow>>reading(tx -> new SigningKeyRows(tx).all()))
              .isEmpty();
          assertThat(property(store, "issuer")).isEqualTo("urn:here");
          assertThat(make(store, "later0").id()).isEqualTo(ACCOUNTS + 10 + 1_000_001);
        });
  }

  @Test
  void secondRestoreOfTheSameBackupIncreasesNumbersFurther() {
    file.restore(backup, true, SqliteRestoreTest::fine, SILENT);
    String epoch = epoch();
    List<Account> first = new ArrayList<>();
    write(
        store -> {
          first.add(byId(store, 1));
          first.add(make(store, "between"));
        });

    file.restore(backup, true, SqliteRestoreTest::fine, SILENT);

    write(
        store -> {
          assertThat(byId(store, 1).generation()).isGreaterThan(first.get(0).generation());
          assertThat(make(store, "between").id()).isGreaterThan(first.get(1).id());
        });
    assertThat(epoch()).isNotEqualTo(epoch);
    assertThat(names(data)).containsExactly("restauth.sqlite", KEPT, KEPT + "-2");
  }

  /** If each round doubled the generations, they would exceed 64 bits after about forty rounds. */
  @Test
  void roundsOfBackupAndRestoreDoNotDoubleGenerations() {
    for (int round = 1; round <= 3; round++) {
      Path next = backups.resolve("round-" + round);
      file.backup(next, SILENT);
      file.restore(next, true, SqliteRestoreTest::fine, SILENT);
    }

    write(store -> assertThat(byId(store, 1).generation()).isLessThan(3_000_010));
  }

  @Test
  void restoreWorksOnANewMachine() throws Exception {
    data = Files.createDirectory(folder.resolve("new"));
    database = data.resolve("restauth.sqlite");
    file = new SqliteFile(database, Declarations.OURS.schema(), new SetClock());
    // The restore begins with an empty database file.
    Files.createFile(database);

    Restored restored = file.restore(backup, false, SqliteRestoreTest::fine, SILENT);

    assertThat(restored.replaced()).isEmpty();
    assertThat(names(data)).containsExactly("restauth.sqlite");
    write(store -> assertThat(make(store, "next").id()).isEqualTo(ACCOUNTS + 1_000_001));
  }

  @Test
  void numbersIncreaseEvenWithoutAccounts() throws Exception {
    Path empty = folder.resolve("empty.sqlite");
    TestDatabase.sqlite(empty, InstantSource.system()).open().close();

    file.restore(empty, true, SqliteRestoreTest::fine, SILENT);

    write(store -> assertThat(make(store, "next").id()).isGreaterThan(ACCOUNTS + 10 + 1_000_000));
  }

  @Test
  void everyTableHasARuleForARestore() throws SQLException {
    SqliteSchema schema = SqliteSchema.of(SchemaDefinition.OF_THE_STORE);

    assertThat(
            Stream.concat(
                Declarations.OURS.schema().tables().stream().map(Table::name),
                Stream.of("sqlite_sequence")))
        .as("the rule of a restore for each table, so that nothing becomes valid again")
        .containsExactlyInAnyOrderElementsOf(schema.tables());
    assertThat(schema.parts().values().stream().filter(sql -> sql.contains("AUTOINCREMENT")))
        .as("tables whose ids Restoration.Ids has to handle")
        .hasSize(1);
  }

  @Test
  void everyColumnIsDeclared() throws SQLException {
    Path made = database.resolveSibling("columns.sqlite");
    TestDatabase.sqlite(made, InstantSource.system()).open().close();
    try (Connection connection = SqliteOpening.existing(made)) {
      for (Table table : Declarations.OURS.schema().tables()) {
        assertThat(
                SqliteOpening.texts(
                    connection, "SELECT name FROM pragma_table_info('" + table.name() + "')"))
            .as(
                "the columns of %s, each personal or not, so that no export and no erasure omits one",
                table.name())
            .containsExactlyInAnyOrderElementsOf(
                table.columns().stream().map(Column::name).toList());
      }
    }
  }

  @Test
  void logBesideTheBackupIsIncluded() throws Exception {
    Files.copy(database, backup, StandardCopyOption.REPLACE_EXISTING);
    copyAsAfterACrash(backup);
    Path link = Files.createSymbolicLink(folder.resolve("latest"), backup);

    for (Path name : List.of(backup, link)) {
      file.restore(name, true, SqliteRestoreTest::fine, SILENT);

      write(store -> assertThat(byName(store, "in the log only")).isTrue());
    }
  }

  @Test
  void olderSchemaIsUpdated() throws Exception {
    alter(backup, "DELETE FROM flyway_schema_history WHERE version = '2'");
    alter(backup, "DELETE FROM property WHERE name = 'epoch'");

    file.restore(backup, true, SqliteRestoreTest::fine, SILENT);

    assertThat(file.check(SILENT)).isEmpty();
  }

  @Test
  void tablesOfLitestreamArePreserved() throws Exception {
    alter(backup, "CREATE TABLE _litestream_seq (id INTEGER PRIMARY KEY, seq INTEGER)");

    file.restore(backup, true, SqliteRestoreTest::fine, SILENT);

    assertThat(file.check(SILENT)).isEmpty();
  }

  @Test
  void backupIsNotChanged() throws Exception {
    byte[] before = Files.readAllBytes(backup);

    file.restore(backup, true, SqliteRestoreTest::fine, SILENT);

    assertThat(backup).hasBinaryContent(before);
    assertThat(names(backups)).containsExactly("monday.sqlite");
  }
}
