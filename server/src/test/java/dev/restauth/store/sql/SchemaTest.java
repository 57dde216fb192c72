package dev.restauth.store.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.restauth.LogCatcher;
import dev.restauth.session.RevocationRows;
import dev.restauth.session.RevocationRows.RevokedGenerations;
import dev.restauth.store.Store;
import dev.restauth.store.StoreRefusedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SchemaTest {
  @TempDir Path folder;

  /**
   * Only on PostgreSQL may an older server use a newer database, because servers of several
   * versions share it during an upgrade.
   */
  @ParameterizedTest
  @CsvSource({
    "SQLITE, 9, false",
    "SQLITE, 18, false",
    "POSTGRESQL, 9, true",
    "POSTGRESQL, 6, true",
    "POSTGRESQL, 18, false"
  })
  void newerDatabaseIsUsedIfItAllowsThisVersion(TestDatabase kind, int floor, boolean allowed)
      throws SQLException {
    Database database = kind.empty(folder);
    database.open().close();
    run(
        database,
        "UPDATE flyway_schema_history SET version = '18' WHERE version = '17'",
        "UPDATE property SET value = '" + floor + "' WHERE name = 'schema_floor'");

    if (allowed) {
      assertThat(epoch(database)).matches("[0-9a-f]{32}");
      try (Connection connection = database.connect(true)) {
        assertThat(Schema.version(connection)).hasValue(18);
      }
    } else {
      assertThatThrownBy(database::open)
          .isInstanceOf(StoreRefusedException.class)
          .hasMessage(
              "the database has schema version 18, this program supports 17: it was written by a"
                  + " newer REST-auth; start that one, or restore a backup");
    }
  }

  @Test
  void newerDatabaseWithoutAFloorIsRefused() throws SQLException {
    Database database = TestDatabase.POSTGRESQL.empty(folder);
    database.open().close();
    run(
        database,
        "UPDATE flyway_schema_history SET version = '18' WHERE version = '17'",
        "DELETE FROM property WHERE name = 'schema_floor'");

    assertThatThrownBy(database::open).hasMessageContaining("schema version 18");
  }

  @Test
  void tablesOfOtherSchemasAreIgnored() throws SQLException {
    Database database = TestDatabase.POSTGRESQL.empty(folder);
    run(
        database,
        "CREATE SCHEMA other",
        "CREATE TABLE other.flyway_schema_history (version TEXT, success BOOLEAN)");

    assertThat(epoch(database)).matches("[0-9a-f]{32}");
  }

  @Test
  void databaseWithOtherTablesIsRefused() throws SQLException {
    Database database = TestDatabase.POSTGRESQL.empty(folder);
    run(database, "CREATE TABLE users (id BIGINT)");

    assertThatThrownBy(database::open)
        .isInstanceOf(StoreRefusedException.class)
        .hasMessage(
            "the database has tables, but none of REST-auth: give REST-auth a database of its own");
  }

  private static void run(Database database, String... statements) throws SQLException {
    try (Connection connection = database.connect(false);
        Statement statement = connection.createStatement()) {
      for (String text : statements) {
        statement.execute(text);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(TestDatabase.class)
  void everyDatabaseHasItsOwnEpoch(TestDatabase kind) throws SQLException {
    Database database = kind.empty(folder);
    String first = epoch(database);

    assertThat(first).matches("[0-9a-f]{32}");
    assertThat(epoch(database)).isEqualTo(first);
    assertThat(epoch(kind.empty(folder))).isNotEqualTo(first);
  }

  @ParameterizedTest
  @EnumSource(TestDatabase.class)
  void databaseOfTheFirstVersionGetsAnEpoch(TestDatabase kind) throws SQLException {
    Database database = kind.empty(folder);
    database.createIfMissing();
    Schema.migrate(database, 1);

    assertThat(epoch(database)).matches("[0-9a-f]{32}");
  }

  /** A migration of a large database takes long. Operators must not believe that the start hangs. */
  @ParameterizedTest
  @EnumSource(TestDatabase.class)
  void migrationIsLogged(TestDatabase kind) throws Exception {
    Database database = kind.empty(folder);
    database.createIfMissing();
    Schema.migrate(database, 6);

    try (LogCatcher log = new LogCatcher(Schema.class)) {
      database.open().close();
      assertThat(log.next())
          .isEqualTo(
              "INFO the database is migrated from schema version 6 to 17; do not stop the program");
      assertThat(log.next()).matches("INFO the database has schema version 17 now, after .* s");
      database.open().close();
      assertThat(log.all()).isEmpty();
    }
  }

  /**
   * The tokens of an account may have been revoked before the table of revocations existed, and
   * some of them may not have expired yet.
   */
  @ParameterizedTest
  @EnumSource(TestDatabase.class)
  void revocationsBeforeTheUpgradeStayValid(TestDatabase kind) throws SQLException {
    Database database = kind.empty(folder);
    database.createIfMissing();
    Schema.migrate(database, 5);
    run(
        database,
        "INSERT INTO account (id, username, generation, state, created_at)"
            + " VALUES (7, 'miguel', 3, 'active', 0), (8, 'susan', 1, 'active', 0)");

    try (Store store = database.open()) {
      Instant now = store.reading(tx -> tx.now());
      assertThat(
              store.<List<RevokedGenerations>>reading(
                  tx -> new RevocationRows(tx).revokedGenerations(now)))
          .singleElement()
          .satisfies(
              revoked -> {
                assertThat(revoked.accountId()).isEqualTo(7);
                assertThat(revoked.before()).isEqualTo(3);
                assertThat(revoked.tokensUntil())
                    .isBetween(
                        now.plus(Duration.ofDays(1)), now.plus(Duration.ofDays(1)).plusSeconds(60));
              });
    }
  }

  @Test
  void fileThatIsNoDatabaseIsRefused() throws Exception {
    Path file = folder.resolve("restauth.sqlite");
    Files.writeString(file, "this is no database at all, but long enough to look at".repeat(40));

    assertThatThrownBy(() -> new SqliteDatabase(file, InstantSource.system()).open())
        .isInstanceOf(StoreRefusedException.class)
        .hasMessageContaining("restauth.sqlite");
    assertThat(Files.readString(file)).startsWith("this is no database");
  }

  @Test
  void sqliteIsOpenedWithDurableSettings() throws SQLException {
    SqliteDatabase database =
        new SqliteDatabase(folder.resolve("restauth.sqlite"), InstantSource.system());
    database.createIfMissing();
    try (Connection connection = database.connect(false);
        Statement statement = connection.createStatement()) {
      assertThat(pragma(statement, "journal_mode")).isEqualTo("wal");
      assertThat(pragma(statement, "synchronous")).isEqualTo("2");
      assertThat(pragma(statement, "foreign_keys")).isEqualTo("1");
    }
  }

  private static String epoch(Database database) {
    try (Store store = database.open()) {
      return store.<Optional<String>>reading(tx -> tx.properties().find("epoch")).orElseThrow();
    }
  }

  private static String pragma(Statement statement, String name) throws SQLException {
    try (var rows = statement.executeQuery("PRAGMA " + name)) {
      rows.next();
      return rows.getString(1);
    }
  }
}
