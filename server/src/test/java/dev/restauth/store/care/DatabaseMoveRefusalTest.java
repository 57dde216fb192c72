package dev.restauth.store.care;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.restauth.account.AccountRows;
import dev.restauth.store.ChangeListener;
import dev.restauth.store.DatabaseLock;
import dev.restauth.store.DatabaseMove.Outcome;
import dev.restauth.store.SchemaDefinition;
import dev.restauth.store.Store;
import dev.restauth.store.StoreRefusedException;
import dev.restauth.store.sql.Database;
import dev.restauth.store.sql.MoveMark;
import dev.restauth.store.sql.PostgresDatabase;
import dev.restauth.store.sql.SqliteDatabase;
import dev.restauth.store.sql.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Refused moves, and the messages for the operator. */
class DatabaseMoveRefusalTest {
  @TempDir Path folder;

  private SqliteDatabase source;

  @BeforeEach
  void fill() throws SQLException {
    source = (SqliteDatabase) TestDatabase.SQLITE.fresh(folder);
    EveryTable.fill(source, 10);
  }

  private static void refuses(Database from, Database to, String message) {
    assertThatThrownBy(() -> MoveScene.move(from, to))
        .isInstanceOf(StoreRefusedException.class)
        .hasMessageContaining(message);
  }

  /**
   * Checks that the move is refused without waiting for processes that continue to use the
   * database.
   */
  private static void refusesAtOnce(Database from, Database to, String message) {
    Duration timeout = Duration.ofMillis(100);
    assertThatThrownBy(() -> new SqlDatabaseMove(from, to, timeout).move(MoveScene.UNSEEN))
        .isInstanceOf(StoreRefusedException.class)
        .hasMessageContaining(message);
  }

  /** SQLite itself would create a file for a mistyped name. */
  @Test
  void otherFilesAreRefusedAndNothingIsCreatedBesideThem() throws IOException, SQLException {
    Path home = Files.createDirectory(folder.resolve("home"));
    Path junk = Files.writeString(home.resolve("junk"), "no database ".repeat(100));
    Path foreign = home.resolve("foreign.sqlite");
    TestDatabase.execute("jdbc:sqlite:" + foreign, "CREATE TABLE users (id INTEGER)");

    refuses(sqlite(junk), sqlite(folder.resolve("to")), junk + " is not a SQLite database");
    refuses(source, sqlite(junk), junk + " is not a SQLite database");
    refuses(sqlite(foreign), sqlite(folder.resolve("to")), "holds no database of REST-auth");

    try (Stream<Path> left = Files.list(home)) {
      assertThat(left).containsExactlyInAnyOrder(junk, foreign);
    }
    assertThat(folder.resolve("to")).doesNotExist();
  }

  private SqliteDatabase sqlite(Path file) {
    return new SqliteDatabase(file, source.design(), InstantSource.system());
  }

  @ParameterizedTest
  @EnumSource(TestDatabase.class)
  void usedTargetIsRefused(TestDatabase kind) throws SQLException {
    Database used = kind.fresh(folder);
    try (Store store = used.open()) {
      store.inTransaction(tx -> tx.properties().setIfAbsent("issuer", "https://example.com"));
    }
    Map<String, String> before = MoveScene.dump(used);

    refuses(source, used, "is not empty");

    assertThat(MoveScene.dump(used)).isEqualTo(before);
    used.open().close();
  }

  @ParameterizedTest
  @EnumSource(TestDatabase.class)
  void unfinishedCopyOfAnotherDatabaseIsRefused(TestDatabase kind) throws SQLException {
    Database to = unfinished(kind);
    Database another = TestDatabase.SQLITE.fresh(folder);
    EveryTable.fill(another, 10);

    refuses(another, to, "is the unfinished copy of another database");
    refuses(to, TestDatabase.SQLITE.empty(folder), "unfinished copy");

    assertThat(MoveScene.move(source, to)).isInstanceOf(Outcome.Identical.class);
  }

  private Database unfinished(TestDatabase kind) throws SQLException {
    Database to = kind.empty(folder);
    assertThatThrownBy(
            () ->
                MoveScene.between(source, to)
                    .move(
                        (step, done, total) -> {
                          throw new IllegalStateException("cut off");
                        }))
        .hasMessage("cut off");
    return to;
  }

  @Test
  void checkFindsAnUnfinishedCopy() throws SQLException {
    SqliteDatabase to = (SqliteDatabase) unfinished(TestDatabase.SQLITE);

    assertThat(new SqliteCheck(to.file(), SchemaDefinition.OF_THE_STORE).run(MoveScene.UNSEEN))
        .containsExactly(MoveMark.FINDING);
  }

  @Test
  void fileThatIsInUseIsRefused() throws SQLException {
    SqliteDatabase to = (SqliteDatabase) TestDatabase.SQLITE.empty(folder);
    try (DatabaseLock _ = DatabaseLock.tryAcquire(folder, source.file()).orElseThrow()) {
      refusesAtOnce(source, to, "a server or another command is using " + source.file());
    }
    try (DatabaseLock _ = DatabaseLock.tryAcquire(folder, to.file()).orElseThrow()) {
      refusesAtOnce(source, to, "a server or another command is using " + to.file());
    }
    assertThat(MoveScene.move(source, to)).isInstanceOf(Outcome.Identical.class);
  }

  @Test
  void postgresThatServersUseIsRefused() throws SQLException {
    Database postgres = TestDatabase.POSTGRESQL.fresh(folder);
    try (Store store = postgres.open()) {
      assertThat(store.<Boolean>reading(tx -> new AccountRows(tx).findById(1).isEmpty())).isTrue();
      refusesAtOnce(source, postgres, "are connected to " + postgres + ": stop them first");
      refusesAtOnce(postgres, TestDatabase.SQLITE.empty(folder), "are connected to " + postgres);
    }
    assertThat(MoveScene.move(source, postgres)).isInstanceOf(Outcome.Identical.class);
  }

  /** Sorting or counting millions of rows takes longer than a server may wait. */
  @Test
  void postgresHasTheTimeoutOfCommands() throws SQLException {
    PostgresDatabase postgres = (PostgresDatabase) TestDatabase.POSTGRESQL.empty(folder);
    try (MoveEndpoint side =
        MoveEndpoint.open(
            postgres.withTimeout(PostgresDatabase.COMMAND_TIMEOUT), true, Duration.ZERO)) {
      assertThat(side.connection().getNetworkTimeout())
          .isEqualTo(Math.toIntExact(PostgresDatabase.COMMAND_TIMEOUT.toMillis()));
    }
  }

  /**
   * The server's pools may be empty at that moment, so the move must recognize the server by its
   * listener.
   */
  @Test
  void postgresWithTheListenerOfAServerIsRefused() throws SQLException {
    Database postgres = TestDatabase.POSTGRESQL.fresh(folder);
    EveryTable.fill(postgres, 10);
    try (ChangeListener listener = postgres.listener().orElseThrow()) {
      assertThat(listener.listeners()).isEqualTo(1);
      refusesAtOnce(postgres, TestDatabase.SQLITE.empty(folder), "are connected to " + postgres);
    }
  }

  @Test
  void postgresWithAnotherWriterIsRefused() throws SQLException {
    Database postgres = TestDatabase.POSTGRESQL.fresh(folder);
    EveryTable.fill(postgres, 10);
    Database to = TestDatabase.SQLITE.empty(folder);
    try (Connection other = postgres.connect(false);
        Statement statement = other.createStatement()) {
      statement.execute("SET application_name = 'psql'");
      other.setAutoCommit(false);
      statement.execute("UPDATE account SET generation = 9 WHERE id = 3");
      refusesAtOnce(postgres, to, "another client is writing to " + postgres);
      other.rollback();
    }
    assertThat(MoveScene.move(postgres, to)).isInstanceOf(Outcome.Identical.class);
  }

  @ParameterizedTest
  @EnumSource(TestDatabase.class)
  void newerSchemaIsRefused(TestDatabase kind) throws SQLException {
    Database newer = kind.fresh(folder);
    newer.open().close();
    int next = SchemaDefinition.VERSION + 1;
    MoveScene.execute(
        newer,
        "UPDATE flyway_schema_history SET version = '"
            + next
            + "' WHERE version = '"
            + SchemaDefinition.VERSION
            + "'");

    refuses(newer, TestDatabase.SQLITE.empty(folder), "has schema version " + next);
    refuses(source, newer, "has schema version " + next);
  }

  @Test
  void missingSourceIsRefused() throws SQLException {
    Path missing = folder.resolve("nowhere/restauth.sqlite");
    refuses(
        new SqliteDatabase(missing, InstantSource.system()),
        TestDatabase.POSTGRESQL.empty(folder),
        "there is no database " + missing);
    assertThat(missing.resolveSibling("")).doesNotExist();

    Database nothing = TestDatabase.POSTGRESQL.empty(folder);
    refuses(nothing, TestDatabase.SQLITE.empty(folder), "holds no database of REST-auth");
    assertThat(
            MoveScene.number(nothing, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"))
        .isZero();
  }

  @Test
  void unreachablePostgresIsRefused() {
    PostgresDatabase nowhere =
        new PostgresDatabase(
            List.of(new PostgresDatabase.Host("127.0.0.1", 1)),
            "restauth",
            Optional.of("restauth"),
            Optional.of(() -> "a secret"),
            Map.of(),
            4);

    refuses(source, nowhere, "cannot open the database: PostgreSQL 127.0.0.1:1/restauth: ");
    refuses(nowhere, source, "cannot open the database: PostgreSQL 127.0.0.1:1/restauth: ");
    assertThatThrownBy(() -> MoveScene.move(source, nowhere)).hasMessageNotContaining("a secret");
  }

  @Test
  void moveOntoItselfIsRefused() throws SQLException, IOException {
    Path link = Files.createSymbolicLink(folder.resolve("link.sqlite"), source.file());
    refuses(source, source, "FROM and TO are the same database");
    refuses(
        source,
        new SqliteDatabase(link, InstantSource.system()),
        "FROM and TO are the same database");

    PostgresDatabase postgres = (PostgresDatabase) TestDatabase.POSTGRESQL.fresh(folder);
    EveryTable.fill(postgres, 3);
    PostgresDatabase byAddress =
        new PostgresDatabase(
            List.of(new PostgresDatabase.Host("127.0.0.1", postgres.hosts().getFirst().port())),
            postgres.name(),
            postgres.user(),
            postgres.password(),
            postgres.options(),
            4);
    refuses(postgres, byAddress, "FROM and TO are the same database");
  }

  /**
   * SQLite stores texts with a zero byte, which PostgreSQL cannot store, and texts that are invalid
   * UTF-8.
   */
  @ParameterizedTest
  @CsvSource({"username, 61006200, 9", "password_hash, 61ff62, 12"})
  void messageNamesTheRowThatCannotBeCopied(String column, String hex, long id)
      throws SQLException {
    MoveScene.execute(
        source,
        "UPDATE account SET " + column + " = CAST(x'" + hex + "' AS TEXT) WHERE id = " + id);
    Database to = TestDatabase.POSTGRESQL.empty(folder);

    refuses(source, to, "the row " + id + " of the table account cannot be copied: ");

    MoveScene.execute(source, "UPDATE account SET " + column + " = 'well' WHERE id = " + id);
    assertThat(MoveScene.move(source, to)).isInstanceOf(Outcome.Identical.class);
  }

  @Test
  void messageQuotesNoValueOfARowThatCannotBeCopied() throws SQLException {
    Database to = TestDatabase.POSTGRESQL.fresh(folder);
    MoveScene.execute(to, "ALTER TABLE account ADD CONSTRAINT strange CHECK (generation <> 2)");

    assertThatThrownBy(() -> MoveScene.move(source, to))
        .hasMessageContaining("the row 6 of the table account cannot be copied")
        .hasMessageContaining("strange")
        .hasMessageNotContaining("argon2id");
  }
}
