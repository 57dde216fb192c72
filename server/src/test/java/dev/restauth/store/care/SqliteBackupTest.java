package dev.restauth.store.care;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.restauth.Declarations;
import dev.restauth.SetClock;
import dev.restauth.job.Progress;
import dev.restauth.store.DatabaseFile.Backup;
import dev.restauth.store.Store;
import dev.restauth.store.StoreRefusedException;
import dev.restauth.store.sql.Accounts;
import dev.restauth.store.sql.SqliteOpening;
import dev.restauth.store.sql.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteBackupTest {
  private static final Progress SILENT = (step, done, total) -> {};
  private static final int ACCOUNTS = 10_000;

  @TempDir Path folder;

  private Path data;
  private Path backups;
  private Path database;
  private Path target;
  @AutoClose private Store store;
  private SqliteFile file;

  @BeforeEach
  void open() throws IOException {
    data = Files.createDirectory(folder.resolve("data"));
    backups = Files.createDirectory(folder.resolve("backups"));
    database = data.resolve("restauth.sqlite");
    target = backups.resolve("monday.sqlite");
    store = TestDatabase.sqlite(database, InstantSource.system()).open();
    file = new SqliteFile(database, Declarations.OURS.schema(), new SetClock());
    Accounts.make(store, "first", ACCOUNTS);
  }

  @Test
  void copyIsOneSnapshotDespiteWritesBetweenAllSteps() throws SQLException {
    List<Long> steps = new ArrayList<>();
    AtomicLong written = new AtomicLong();

    Backup backup =
        file.backup(
            target,
            (step, done, total) -> {
              // If each write made the copy restart, it would never complete. The limit of writes
              // lets it complete, so that the test can detect the restarts.
              if (written.get() < 100) {
                Accounts.make(store, "meanwhile" + written.incrementAndGet() + "-", 5);
              }
              if (step.equals("copying")) {
                steps.add(done);
                assertThat(done).isLessThanOrEqualTo(total);
              }
            });

    assertThat(steps).hasSizeGreaterThan(3).isSorted().doesNotHaveDuplicates();
    assertThat(backup.accounts()).isEqualTo(ACCOUNTS);
    assertThat(backup.bytes()).isEqualTo(target.toFile().length());
    assertThat(accountsIn(target)).isEqualTo(ACCOUNTS);
    assertThat(accountsIn(database)).isEqualTo(ACCOUNTS + 5 * written.get());
  }

  @Test
  void copyCompletesUnderSteadyWrites() throws Exception {
    AtomicBoolean enough = new AtomicBoolean();
    AtomicLong written = new AtomicLong();
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Future<?>> writers = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        String name = "writer" + i + "-";
        writers.add(
            threads.submit(
                () -> {
                  // If each write made the copy restart, it would complete at the limit of writes,
                  // so that the test can detect the restarts.
                  while (!enough.get() && written.get() < 50_000) {
                    Accounts.make(store, name + written.incrementAndGet() + "-", 1);
                  }
                }));
      }
      for (int i = 0; i < 3; i++) {
        List<Long> steps = new ArrayList<>();
        Backup backup =
            file.backup(
                target.resolveSibling("copy" + i),
                (step, done, total) -> {
                  if (step.equals("copying")) {
                    steps.add(done);
                  }
                });
        assertThat(steps).isSorted().doesNotHaveDuplicates();
        assertThat(accountsIn(target.resolveSibling("copy" + i))).isEqualTo(backup.accounts());
      }
      enough.set(true);
      for (Future<?> writer : writers) {
        writer.get();
      }
    }
    assertThat(accountsIn(database)).isEqualTo(ACCOUNTS + written.get());
  }

  @Test
  void backupIsOneCompleteFileOnlyForItsOwner() throws Exception {
    file.backup(target, SILENT);

    assertThat(names(backups)).containsExactly("monday.sqlite");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(target)))
        .isEqualTo("rw-------");
    try (Connection copy = SqliteOpening.existing(target)) {
      assertThat(SqliteOpening.texts(copy, "PRAGMA journal_mode")).containsExactly("delete");
      assertThat(SqliteOpening.texts(copy, "PRAGMA integrity_check")).containsExactly("ok");
    }
    assertThat(names(backups)).containsExactly("monday.sqlite");
  }

  @Test
  void backupWithoutAServerLeavesNoOtherFile() throws Exception {
    store.close();

    assertThat(file.backup(target, SILENT).accounts()).isEqualTo(ACCOUNTS);
    assertThat(names(data)).containsExactly("restauth.sqlite");
  }

  @Test
  void existingFileIsNotOverwritten() throws Exception {
    Files.writeString(target, "precious");

    assertRefused("overwrites nothing", SILENT);
    assertThat(target).hasContent("precious");
    assertThat(names(backups)).containsExactly("monday.sqlite");
  }

  @Test
  void fileThatAppearsDuringTheCopyIsNotOverwritten() throws Exception {
    assertRefused(
        "overwrites nothing",
        (step, done, total) -> {
          if (step.equals("naming the copy")) {
            write(target, "precious");
          }
        });

    assertThat(target).hasContent("precious");
    assertThat(names(backups)).containsExactly("monday.sqlite");
  }

  @Test
  void missingFolderIsReported() {
    target = folder.resolve("nowhere/monday.sqlite");

    assertRefused("there is no folder " + folder.resolve("nowhere"), SILENT);
  }

  @Test
  void missingDatabaseIsReportedAndNotCreated() throws Exception {
    store.close();
    Files.delete(database);

    assertRefused("there is no database", SILENT);
    assertThat(names(data)).isEmpty();
    assertThat(names(backups)).isEmpty();
  }

  @Test
  void interruptedBackupLeavesNothing() throws Exception {
    List<String> steps = new ArrayList<>();
    file.backup(target, (step, done, total) -> steps.add(step));
    Files.delete(target);
    assertThat(steps).contains("copying", "checking the copy", "naming the copy");

    for (int i = 0; i < steps.size(); i++) {
      int last = i;
      AtomicLong step = new AtomicLong();
      assertThatThrownBy(
              () ->
                  file.backup(
                      target,
                      (name, done, total) -> {
                        if (step.getAndIncrement() == last) {
                          throw new IllegalStateException("stop at " + last);
                        }
                      }))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("stop at " + last);
      assertThat(names(backups)).isEmpty();
    }
  }

  @Test
  void damagedDatabaseIsRefused() throws Exception {
    store.close();
    Damage.overwriteTheIndexOfNames(database);

    assertRefused("the database is damaged", SILENT);
    assertThat(names(backups)).isEmpty();
  }

  private void assertRefused(String message, Progress progress) {
    assertThatThrownBy(() -> file.backup(target, progress))
        .isInstanceOf(StoreRefusedException.class)
        .hasMessageContaining(message)
        .message()
        .hasLineCount(1);
  }

  private static void write(Path path, String content) {
    try {
      Files.writeString(path, content);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static long accountsIn(Path database) throws SQLException {
    try (Connection connection = SqliteOpening.unchanged(database)) {
      return SqliteOpening.number(connection, "SELECT count(*) FROM account");
    }
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }
}
