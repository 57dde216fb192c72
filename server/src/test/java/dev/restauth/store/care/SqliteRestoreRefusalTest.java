package dev.restauth.store.care;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.restauth.store.StoreRefusedException;
import dev.restauth.store.sql.SqliteDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

class SqliteRestoreRefusalTest extends RestoreScene {

  @Test
  void replacingADatabaseNeedsForce() {
    assertRefused(backup, false, "there is a database at " + database + " already; with --force");
  }

  @Test
  void otherFilesAreRefused() throws Exception {
    assertRefused(folder.resolve("nowhere"), true, "there is no such file");
    assertRefused(folder, true, "it is not a file");
    assertRefused(Files.createFile(folder.resolve("empty")), true, "it is empty");
    assertRefused(
        Files.writeString(folder.resolve("text"), "SQLite format 4"),
        true,
        "not a SQLite database");
    assertRefused(database, true, "it is the database itself");
    assertRefused(
        Files.createSymbolicLink(folder.resolve("link"), database), true, "the database itself");
  }

  @Test
  void databaseOfAnotherProgramIsRefused() throws Exception {
    Path other = folder.resolve("other.sqlite");
    new SqliteDatabase(other, InstantSource.system()).createIfMissing();
    try (Connection connection = new SqliteDatabase(other, InstantSource.system()).connect(false);
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE account (id INTEGER)");
    }

    assertRefused(other, true, "not one of REST-auth");
  }

  @Test
  void damagedBackupIsRefused() throws Exception {
    Damage.overwriteTheIndexOfNames(backup);

    assertRefused(backup, true, "it is damaged");
  }

  @Test
  void backupOfANewerProgramIsRefused() throws Exception {
    alter(backup, "UPDATE flyway_schema_history SET version = '18' WHERE version = '17'");

    assertRefused(backup, true, "schema version 18, this program supports 17");
  }

  @Test
  void alteredBackupIsRefused() throws Exception {
    alter(
        backup,
        "CREATE TRIGGER revive AFTER UPDATE ON account BEGIN"
            + " UPDATE account SET generation = 1; END");

    assertRefused(backup, true, "an unexpected trigger revive on the table account");
  }

  @Test
  void leftoverOfAnUnfinishedRestoreIsRefused() throws Exception {
    Path left = database.resolveSibling("restauth.sqlite.restoring");
    Files.copy(backup, left);

    assertRefused(left, true, "left over from an unfinished restore");

    assertThat(left).exists();
    file.restore(backup, true, SqliteRestoreRefusalTest::fine, SILENT);
    assertThat(left).doesNotExist();
  }

  private void assertRefused(Path what, boolean overwrite, String message) {
    assertThatThrownBy(() -> file.restore(what, overwrite, SqliteRestoreRefusalTest::fine, SILENT))
        .isInstanceOf(StoreRefusedException.class)
        .hasMessageContaining(what.toString())
        .hasMessageContaining(message)
        .message()
        .hasLineCount(1);
    write(store -> assertThat(byId(store, ACCOUNTS + 10).username()).isEqualTo("later9"));
  }
}
