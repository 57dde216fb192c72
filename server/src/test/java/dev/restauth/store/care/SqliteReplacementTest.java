package dev.restauth.store.care;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.restauth.Declarations;
import dev.restauth.SetClock;
import dev.restauth.store.DatabaseFile.Restored;
import dev.restauth.store.Store;
import dev.restauth.store.StoreRefusedException;
import dev.restauth.store.sql.SqliteDatabase;
import dev.restauth.store.sql.SqliteOpening;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SqliteReplacementTest extends RestoreScene {

  @Test
  void replacedDatabaseIsSavedCompletely() {
    Restored restored = file.restore(backup, true, SqliteReplacementTest::fine, SILENT);

    Path kept = restored.replaced().orElseThrow();
    assertThat(kept).isEqualTo(database.resolveSibling(KEPT));
    assertThat(names(data)).containsExactly("restauth.sqlite", KEPT);
    assertThat(new SqliteFile(kept, Declarations.OURS.schema(), new SetClock()).check(SILENT))
        .isEmpty();
    Store store = new SqliteDatabase(kept, InstantSource.system()).open();
    assertThat(byId(store, ACCOUNTS + 10).username()).isEqualTo("later9");
    store.close();
  }

  @Test
  void savedDatabaseIncludesItsLog() throws Exception {
    copyAsAfterACrash(database);
    assertThat(names(data)).contains("restauth.sqlite-wal");

    Path kept =
        file.restore(backup, true, SqliteReplacementTest::fine, SILENT).replaced().orElseThrow();

    assertThat(names(data)).containsExactly("restauth.sqlite", KEPT);
    Store store = new SqliteDatabase(kept, InstantSource.system()).open();
    assertThat(byName(store, "in the log only")).isTrue();
    store.close();
    write(store2 -> assertThat(byName(store2, "in the log only")).isFalse());
  }

  @Test
  void databaseThatCannotBeOpenedIsReplaced() throws Exception {
    Damage.overwriteTheHeader(database);
    byte[] damaged = Files.readAllBytes(database);
    // A folder in place of the write-ahead log, which SQLite can neither merge nor remove.
    Path log = Files.createDirectory(data.resolve("restauth.sqlite-wal"));

    file.restore(backup, true, SqliteReplacementTest::fine, SILENT);

    assertThat(data.resolve(KEPT)).hasBinaryContent(damaged);
    assertThat(data.resolve(KEPT + "-wal")).exists();
    assertThat(log).doesNotExist();
    assertThat(file.check(SILENT)).isEmpty();
    write(store -> assertThat(make(store, "next").id()).isEqualTo(ACCOUNTS + 1_000_001));
  }

  @Test
  void interruptedRestoreLeavesADamagedDatabaseAsItWas() throws Exception {
    Damage.overwriteTheHeader(database);
    Files.createDirectory(data.resolve("restauth.sqlite-wal"));
    byte[] damaged = Files.readAllBytes(database);

    assertThatThrownBy(
            () ->
                file.restore(
                    backup,
                    true,
                    SqliteReplacementTest::fine,
                    (step, done, total) -> {
                      if (step.equals("putting the new database in place")) {
                        throw new IllegalStateException("stop");
                      }
                    }))
        .hasMessage("stop");

    assertThat(database).hasBinaryContent(damaged);
    assertThat(names(data)).containsExactly("restauth.sqlite", "restauth.sqlite-wal");
  }

  @Test
  void logOfAMissingDatabaseIsRemoved() throws Exception {
    copyAsAfterACrash(database);
    Files.delete(database);

    file.restore(backup, false, SqliteReplacementTest::fine, SILENT);

    assertThat(names(data)).doesNotContain("restauth.sqlite-wal");
    assertThat(file.check(SILENT)).isEmpty();
  }

  @Test
  void restoredDatabaseIsOnlyForItsOwner() throws Exception {
    file.restore(backup, true, SqliteReplacementTest::fine, SILENT);

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(database)))
        .isEqualTo("rw-------");
  }

  @Test
  void databaseThatAnotherProgramHasOpenIsNotReplaced() throws Exception {
    try (Connection other = SqliteOpening.existing(database)) {
      SqliteOpening.number(other, "SELECT count(*) FROM account");

      assertThatThrownBy(() -> file.restore(backup, true, SqliteReplacementTest::fine, SILENT))
          .isInstanceOf(StoreRefusedException.class)
          .hasMessageContaining("another program has " + database + " open");

      assertThat(SqliteOpening.number(other, "SELECT count(*) FROM account"))
          .isEqualTo(ACCOUNTS + 10);
    }
    assertOldDatabaseIsThere();
  }

  @Test
  void interruptedRestoreChangesNothing() {
    List<String> steps = new ArrayList<>();
    Consumer<Store> refusing =
        store -> {
          throw new StoreRefusedException("another master key");
        };
    assertThatThrownBy(() -> file.restore(backup, true, refusing, (s, d, t) -> steps.add(s)))
        .hasMessage("another master key");
    assertOldDatabaseIsThere();

    AtomicInteger last = new AtomicInteger();
    boolean stopped = true;
    while (stopped) {
      AtomicInteger step = new AtomicInteger();
      stopped =
          stops(
              () ->
                  file.restore(
                      backup,
                      true,
                      SqliteReplacementTest::fine,
                      (name, done, total) -> {
                        if (step.getAndIncrement() == last.get()) {
                          throw new IllegalStateException("stop");
                        }
                      }));
      if (stopped) {
        assertOldDatabaseIsThere();
      }
      last.incrementAndGet();
    }
    assertThat(last.get()).isGreaterThan(7);
    write(store -> assertThat(byName(store, "later0")).isFalse());
  }

  /** Copies the folder at every step, as if the machine had stopped at that step. */
  @Test
  void crashLeavesEitherTheOldOrTheNewDatabase() throws Exception {
    copyAsAfterACrash(database);
    List<Path> stops = new ArrayList<>();
    file.restore(
        backup,
        true,
        SqliteReplacementTest::fine,
        (step, done, total) -> stops.add(copyOf(data, "stop" + stops.size())));

    assertThat(stops).hasSizeGreaterThan(6);
    for (Path stop : stops) {
      Path there = stop.resolve("restauth.sqlite");
      SqliteFile found = new SqliteFile(there, Declarations.OURS.schema(), new SetClock());
      Store store = new SqliteDatabase(there, InstantSource.system()).open();
      assertThat(byName(store, "in the log only")).isTrue();
      store.close();
      assertThat(found.check(SILENT)).isEmpty();
      found.restore(backup, true, SqliteReplacementTest::fine, SILENT);
      assertThat(names(stop)).doesNotContain("restauth.sqlite.restoring");
    }
  }

  private static boolean stops(Runnable restore) {
    try {
      restore.run();
      return false;
    } catch (IllegalStateException e) {
      return true;
    }
  }

  private Path copyOf(Path source, String name) {
    try (Stream<Path> files = Files.list(source)) {
      Path copy = Files.createDirectory(folder.resolve(name));
      for (Path file : files.toList()) {
        Files.copy(file, copy.resolve(file.getFileName()));
      }
      return copy;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
