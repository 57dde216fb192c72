package dev.restauth.store.care;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.Declarations;
import dev.restauth.SetClock;
import dev.restauth.account.Account;
import dev.restauth.account.AccountRows;
import dev.restauth.account.RevokingAccountRows;
import dev.restauth.job.Progress;
import dev.restauth.store.Store;
import dev.restauth.store.sql.Accounts;
import dev.restauth.store.sql.SqliteDatabase;
import dev.restauth.store.sql.SqliteOpening;
import dev.restauth.store.sql.TestDatabase;
import dev.restauth.token.SigningKeyRows;
import dev.restauth.token.SigningKeyRows.SigningKeyRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A backup, and a database that was used after it. */
abstract class RestoreScene {
  static final Progress SILENT = (step, done, total) -> {};
  static final int ACCOUNTS = 2_000;
  static final String KEPT = "restauth.sqlite.replaced-20261125T120000Z";

  @TempDir Path folder;

  Path data;
  Path backups;
  Path database;
  Path backup;
  SqliteFile file;

  /** Creates a backup, and uses the database afterwards. */
  @BeforeEach
  void useTheDatabaseAfterABackup() throws IOException {
    data = Files.createDirectory(folder.resolve("data"));
    backups = Files.createDirectory(folder.resolve("backups"));
    database = data.resolve("restauth.sqlite");
    backup = backups.resolve("monday.sqlite");
    file = new SqliteFile(database, Declarations.OURS.schema(), new SetClock());
    TestDatabase.prepareSqlite(database);
    write(
        store -> {
          Accounts.make(store, "first", ACCOUNTS);
          addKey(store, "monday's key");
          store.<String>inTransaction(tx -> tx.properties().setIfAbsent("issuer", "urn:here"));
          file.backup(backup, SILENT);
          store.inTransaction(tx -> new RevokingAccountRows(tx).changeState(1, false));
          store.inTransaction(tx -> new RevokingAccountRows(tx).changeState(1, true));
          store.inTransaction(
              tx -> new RevokingAccountRows(tx).changePassword(2, 1, "stolen no more"));
          Accounts.make(store, "later", 10);
          addKey(store, "tuesday's key");
        });
  }

  static void fine(Store store) {}

  void assertOldDatabaseIsThere() {
    assertThat(names(data)).containsExactly("restauth.sqlite");
    assertThat(file.check(SILENT)).isEmpty();
    write(
        store -> {
          assertThat(byId(store, ACCOUNTS + 10).username()).isEqualTo("later9");
          assertThat(byId(store, 1).generation()).isEqualTo(3);
          assertThat(store.<List<SigningKeyRow>>reading(tx -> new SigningKeyRows(tx).all()))
              .hasSize(2);
        });
  }

  void write(Consumer<Store> work) {
    try (Store store = new SqliteDatabase(database, InstantSource.system()).open()) {
      work.accept(store);
    }
  }

  String epoch() {
    List<String> epoch = new ArrayList<>();
    write(store -> epoch.add(property(store, "epoch")));
    return epoch.getFirst();
  }

  static String property(Store store, String name) {
    return reading(store, tx -> tx.properties().find(name).orElseThrow());
  }

  static Account byId(Store store, long id) {
    return reading(store, tx -> new AccountRows(tx).findById(id).orElseThrow());
  }

  static boolean byName(Store store, String name) {
    return reading(store, tx -> new AccountRows(tx).findByUsername(name).isPresent());
  }

  static <T> T reading(Store store, Function<dev.restauth.store.Transaction, T> work) {
    return store.reading(work);
  }

  static Account make(Store store, String name) {
    return store.<Account>inTransaction(
        tx -> new AccountRows(tx).create(name, "hash", Accounts.NOW).orElseThrow());
  }

  static void addKey(Store store, String kid) {
    store.inTransaction(
        tx -> {
          new SigningKeyRows(tx)
              .add(
                  new SigningKeyRow(
                      kid, "ES256", "{}", new byte[] {1}, Accounts.NOW, Accounts.NOW, 600));
          return kid;
        });
  }

  static void alter(Path database, String sql) throws SQLException {
    try (Connection connection = SqliteOpening.existing(database);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /**
   * Commits another account, and puts the files back into the state before SQLite merged the
   * write-ahead log, as a crash leaves them.
   */
  void copyAsAfterACrash(Path file) throws IOException {
    Path crashed = Files.createDirectory(folder.resolve("crashed"));
    Store store = new SqliteDatabase(file, InstantSource.system()).open();
    make(store, "in the log only");
    Path log = file.resolveSibling(file.getFileName() + "-wal");
    Files.copy(file, crashed.resolve("file"));
    Files.copy(log, crashed.resolve("log"));
    store.close();
    Files.move(crashed.resolve("file"), file, StandardCopyOption.REPLACE_EXISTING);
    Files.move(crashed.resolve("log"), log);
  }

  static List<String> names(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(path -> path.getFileName().toString()).sorted().toList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
