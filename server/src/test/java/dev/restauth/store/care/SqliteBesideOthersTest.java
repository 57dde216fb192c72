package dev.restauth.store.care;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.Declarations;
import dev.restauth.SetClock;
import dev.restauth.store.Store;
import dev.restauth.store.sql.Accounts;
import dev.restauth.store.sql.SqliteOpening;
import dev.restauth.store.sql.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Litestream's operations on the database (see docs/backup.md) while the store runs. */
class SqliteBesideOthersTest {
  private static final int ROUNDS = 50;

  @TempDir Path folder;

  @Test
  void checkpointsByAnotherProgramLoseNothing() throws Exception {
    Path database = folder.resolve("restauth.sqlite");
    try (Store store = TestDatabase.sqlite(database, InstantSource.system()).open();
        Connection lock = SqliteOpening.existing(database);
        Connection other = SqliteOpening.existing(database);
        Statement reading = lock.createStatement();
        Statement working = other.createStatement()) {
      working.execute("CREATE TABLE _litestream_seq (id INTEGER PRIMARY KEY, seq INTEGER)");
      working.execute("CREATE TABLE _litestream_lock (id INTEGER)");
      for (int round = 0; round < ROUNDS; round++) {
        // Litestream's long read transaction prevents other processes from restarting the
        // write-ahead log.
        reading.execute("BEGIN");
        SqliteOpening.number(lock, "SELECT count(*) FROM _litestream_seq");
        Accounts.make(store, "held" + round + "-", 20);
        reading.execute("ROLLBACK");
        working.execute(
            "INSERT INTO _litestream_seq (id, seq) VALUES (1, 1)"
                + " ON CONFLICT (id) DO UPDATE SET seq = seq + 1");
        SqliteOpening.texts(other, "PRAGMA wal_checkpoint(RESTART)");
        Accounts.make(store, "free" + round + "-", 20);
      }
    }

    assertThat(
            new SqliteFile(database, Declarations.OURS.schema(), new SetClock())
                .check((step, done, total) -> {}))
        .isEmpty();
    try (Connection connection = SqliteOpening.unchanged(database)) {
      assertThat(SqliteOpening.number(connection, "SELECT count(*) FROM account"))
          .isEqualTo(ROUNDS * 40);
    }
  }
}
