package dev.restauth.store.care;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.restauth.account.AccountRows;
import dev.restauth.adopt.AdoptedSourceRows;
import dev.restauth.store.DatabaseMove.Outcome;
import dev.restauth.store.DatabaseMove.Table;
import dev.restauth.store.SchemaDefinition;
import dev.restauth.store.Store;
import dev.restauth.store.StoreRefusedException;
import dev.restauth.store.sql.Database;
import dev.restauth.store.sql.Schema;
import dev.restauth.store.sql.SqliteDatabase;
import dev.restauth.store.sql.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Database moves, which copy every row, even after an interruption. */
class DatabaseMoveTest {
  /** More than one batch. */
  private static final int ACCOUNTS = MoveEndpoint.BATCH + 100;

  /** The number of rows in tables that are smaller than a batch. */
  private static final int OTHERS = 100;

  @TempDir Path folder;

  @Test
  void moveThereAndBackPreservesEveryByte() throws SQLException {
    thereAndBack(ACCOUNTS, OTHERS);
  }

  @Test
  @Tag("long")
  void moveOfManyAccountsThereAndBackPreservesEveryByte() throws SQLException {
    thereAndBack(100_000, 100_000);
  }

  private void thereAndBack(int accounts, int others) throws SQLException {
    Database sqlite = TestDatabase.SQLITE.fresh(folder);
    EveryTable.fill(sqlite, accounts, others);
    Database postgres = TestDatabase.sortingAsPeopleDo();
    Database back = TestDatabase.SQLITE.empty(folder);
    Map<String, String> before = MoveScene.dump(sqlite);
    assertThat(before)
        .hasSameSizeAs(MovedTable.of(SchemaDefinition.OF_THE_STORE))
        .allSatisfy((table, rows) -> assertThat(rows).doesNotStartWith("0 "));

    Outcome there = MoveScene.move(sqlite, postgres);

    assertThat(MoveScene.dump(postgres)).isEqualTo(before);
    assertThat(MoveScene.move(postgres, back)).isEqualTo(there);
    assertThat(MoveScene.dump(back)).isEqualTo(before).isEqualTo(MoveScene.dump(sqlite));
    assertThat(((Outcome.Identical) there).tables())
        .hasSameSizeAs(before.keySet())
        .allSatisfy(
            table -> assertThat(before.get(table.name())).startsWith(table.rows() + " rows "));
  }

  @ParameterizedTest
  @EnumSource(TestDatabase.class)
  void databaseMovesToOneOfTheSameKind(TestDatabase kind) throws SQLException {
    Database from = kind.fresh(folder);
    EveryTable.fill(from, 50);
    Database to = kind.empty(folder);

    assertThat(MoveScene.move(from, to)).isInstanceOf(Outcome.Identical.class);

    assertThat(MoveScene.dump(to)).isEqualTo(MoveScene.dump(from));
  }

  @ParameterizedTest
  @EnumSource(TestDatabase.class)
  void everyTableAndColumnIsMoved(TestDatabase kind) throws SQLException {
    Database database = kind.fresh(folder);
    List<MovedTable> moved = MovedTable.of(SchemaDefinition.OF_THE_STORE);
    try (Connection connection = database.connect(true)) {
      List<String> expected = new ArrayList<>(MoveScene.tables(connection));
      expected.removeAll(MovedTable.NOT_MOVED);
      assertThat(moved).extracting(MovedTable::name).containsExactlyInAnyOrderElementsOf(expected);
      for (MovedTable table : moved) {
        Map<String, String> columns = new TreeMap<>();
        try (var rows = connection.getMetaData().getColumns(null, null, table.name(), null)) {
          while (rows.next()) {
            columns.put(rows.getString("COLUMN_NAME"), kind(rows.getString("TYPE_NAME")));
          }
        }
        Map<String, String> ours = new TreeMap<>();
        table.columns().forEach(column -> ours.put(column.name(), column.kind().name()));
        assertThat(ours).isEqualTo(columns);
        assertThat(table.key()).isNotEmpty();
      }
    }
  }

  private static String kind(String type) {
    return switch (type) {
      case "bytea", "BLOB" -> "BLOB";
      case "int8", "bigserial", "INTEGER" -> "INTEGER";
      case "text", "TEXT" -> "TEXT";
      default -> throw new AssertionError("a column of type " + type);
    };
  }

  /**
   * After a move, no id of a deleted account is assigned again, because other services associate
   * the id with the deleted user.
   */
  @ParameterizedTest
  @EnumSource(TestDatabase.class)
  void noIdIsIssuedAgain(TestDatabase kind) throws SQLException {
    Database from = kind.fresh(folder);
    EveryTable.fill(from, 5);
    long given = EveryTable.id(5) + 1 + EveryTable.COUNTER_GAP;
    Database to = other(kind).empty(folder);

    MoveScene.move(from, to);

    try (Store store = to.open()) {
      long id =
          store.inTransaction(
              tx ->
                  new AccountRows(tx).create("newcomer", "hash", Instant.EPOCH).orElseThrow().id());
      assertThat(id).isEqualTo(given + 1);
      long source =
          store.inTransaction(tx -> new AdoptedSourceRows(tx).findOrAdd("another", Instant.EPOCH));
      assertThat(source).isEqualTo(10);
    }
  }

  private static TestDatabase other(TestDatabase kind) {
    return kind == TestDatabase.SQLITE ? TestDatabase.POSTGRESQL : TestDatabase.SQLITE;
  }

  @Test
  void targetFileIsOnlyForItsOwner() throws Exception {
    Database from = TestDatabase.SQLITE.fresh(folder);
    EveryTable.fill(from, 5);
    Path file = folder.resolve("new/restauth.sqlite");

    MoveScene.move(from, new SqliteDatabase(file, InstantSource.system()));

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(
            PosixFilePermissions.toString(Files.getPosixFilePermissions(file.resolveSibling(""))))
        .isEqualTo("rwx------");
  }

  @ParameterizedTest
  @EnumSource(TestDatabase.class)
  void olderSourceIsUpdated(TestDatabase kind) throws SQLException {
    Database from = kind.empty(folder);
    from.createIfMissing();
    Schema.migrate(from, 5);
    MoveScene.execute(
        from,
        "INSERT INTO account (username, password_hash, generation, state, created_at)"
            + " VALUES ('miguel', 'hash', 1, 'active', 5)");
    Database to = other(kind).empty(folder);

    assertThat(MoveScene.move(from, to)).isInstanceOf(Outcome.Identical.class);

    assertThat(MoveScene.dump(to)).isEqualTo(MoveScene.dump(from)).containsKey("change_counter");
  }

  @ParameterizedTest
  @EnumSource(TestDatabase.class)
  void interruptedMoveContinues(TestDatabase kind) throws SQLException {
    Database from = other(kind).fresh(folder);
    EveryTable.fill(from, ACCOUNTS, OTHERS);
    Database to = kind.empty(folder);
    interrupt(from, to, "copying account", MoveEndpoint.BATCH);

    assertThat(MoveScene.number(to, "SELECT count(*) FROM account")).isEqualTo(MoveEndpoint.BATCH);
    assertThatThrownBy(to::open)
        .isInstanceOf(StoreRefusedException.class)
        .hasMessageContaining("unfinished copy")
        .hasMessageContaining("migrate-database");

    interrupt(from, to, "copying session", 0);
    interrupt(from, to, "comparing session", 0);
    List<Long> copied = new ArrayList<>();
    Outcome outcome =
        MoveScene.between(from, to)
            .move(
                (step, done, total) -> {
                  if (step.equals("copying account")) {
                    copied.add(done);
                  }
                });

    assertThat(outcome).isInstanceOf(Outcome.Identical.class);
    assertThat(copied).as("no account is copied again").hasSize(1);
    assertThat(MoveScene.dump(to)).isEqualTo(MoveScene.dump(from));
    to.open().close();
  }

  private static void interrupt(Database from, Database to, String step, long after) {
    assertThatThrownBy(
            () ->
                MoveScene.between(from, to)
                    .move(
                        (now, done, total) -> {
                          if (now.equals(step) && done >= after) {
                            throw new CutOff();
                          }
                        }))
        .isInstanceOf(CutOff.class);
  }

  private static final class CutOff extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  @Test
  void interruptedMoveStartsAgainIfTheSourceWasChanged() throws SQLException {
    Database from = TestDatabase.SQLITE.fresh(folder);
    EveryTable.fill(from, 100);
    Database to = TestDatabase.POSTGRESQL.empty(folder);
    interrupt(from, to, "comparing account", 0);
    MoveScene.execute(
        from,
        "UPDATE account SET generation = 77 WHERE id = 3",
        "DELETE FROM known_address WHERE account_id = 6",
        "UPDATE service_key SET state = 'disabled'");

    assertThat(MoveScene.move(from, to)).isInstanceOf(Outcome.Identical.class);

    assertThat(MoveScene.dump(to)).isEqualTo(MoveScene.dump(from));
  }

  @Test
  void copyThatDiffersCannotBeOpened() throws SQLException {
    Database from = TestDatabase.SQLITE.fresh(folder);
    EveryTable.fill(from, 100);
    Database to = TestDatabase.POSTGRESQL.empty(folder);
    Outcome outcome =
        MoveScene.between(from, to)
            .move(
                (step, done, total) -> {
                  if (step.equals("comparing account")) {
                    tamper(to);
                  }
                });

    assertThat(outcome)
        .isEqualTo(
            new Outcome.Different(
                List.of("the row 9 of the table account differs in password_hash")));
    assertThatThrownBy(to::open).hasMessageContaining("unfinished copy");

    assertThat(MoveScene.move(from, to)).isInstanceOf(Outcome.Identical.class);
    assertThat(MoveScene.dump(to)).isEqualTo(MoveScene.dump(from));
  }

  private static void tamper(Database database) {
    try {
      MoveScene.execute(database, "UPDATE account SET password_hash = 'forged' WHERE id = 9");
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void comparisonFindsEqualDatabasesAndChangesNeither() throws SQLException {
    Database from = TestDatabase.SQLITE.fresh(folder);
    EveryTable.fill(from, 100);
    Database to = TestDatabase.POSTGRESQL.empty(folder);
    Outcome moved = MoveScene.move(from, to);

    assertThat(compare(from, to)).isEqualTo(moved);
    assertThat(((Outcome.Identical) moved).tables())
        .extracting(Table::sha256)
        .doesNotHaveDuplicates();

    MoveScene.execute(
        to,
        "UPDATE property SET value = 'a secret' WHERE name = 'epoch'",
        "DELETE FROM hash_secret WHERE name = 'peppera0'",
        "INSERT INTO change (number, kind, subject, value, at) VALUES (7, 'account', '1', 1, 1)",
        "UPDATE account SET email = NULL, created_at = 5 WHERE id = 27",
        "UPDATE signing_key SET sealed_private_key = '\\x00' WHERE kid = 'kida0'");
    Map<String, String> tampered = MoveScene.dump(to);

    assertThat(compare(from, to))
        .isEqualTo(
            new Outcome.Different(
                List.of(
                    "the row 27 of the table account differs in created_at, email",
                    "the row 7 of the table change is only in " + to,
                    "the row peppera0 of the table hash_secret is missing in " + to,
                    "the row epoch of the table property differs in value",
                    "the row kida0 of the table signing_key differs in sealed_private_key")));
    assertThat(MoveScene.dump(to)).isEqualTo(tampered);
  }

  @Test
  void comparisonFindsIdCountersThatAreBehind() throws SQLException {
    Database from = TestDatabase.SQLITE.fresh(folder);
    EveryTable.fill(from, 5);
    Database to = TestDatabase.POSTGRESQL.empty(folder);
    MoveScene.move(from, to);
    MoveScene.execute(to, "SELECT setval('account_id_seq', 16)");

    assertThat(compare(from, to))
        .isEqualTo(
            new Outcome.Different(
                List.of("ids that the table account has issued would be issued again")));
  }

  private static Outcome compare(Database from, Database to) {
    return MoveScene.between(from, to).compare(MoveScene.UNSEEN);
  }
}
