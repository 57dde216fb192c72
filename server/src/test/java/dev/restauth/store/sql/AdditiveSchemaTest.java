package dev.restauth.store.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.store.SchemaDefinition;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Schema changes. Each of them must keep servers of the previous version working, or raise the
 * minimum version (docs/decisions/0016-rolling-upgrades.md).
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AdditiveSchemaTest {
  /** The first schema version with which servers of several versions can share a database. */
  private static final int FIRST = 6;

  @TempDir Path folder;

  private final Map<Integer, Shape> shapes = new HashMap<>();
  private Database first;

  @BeforeAll
  void createTheFirstSchema() throws SQLException {
    first = TestDatabase.POSTGRESQL.empty(folder);
    Schema.migrate(first, FIRST);
  }

  /** Takes all steps in one database, because every run of the migrations takes long. */
  @BeforeAll
  void takeEveryStep() throws SQLException {
    Database database = TestDatabase.POSTGRESQL.empty(folder);
    for (int version = FIRST; version <= SchemaDefinition.VERSION; version++) {
      Schema.migrate(database, version);
      shapes.put(version, Shape.of(database));
    }
  }

  static IntStream steps() {
    return IntStream.range(FIRST, SchemaDefinition.VERSION);
  }

  @ParameterizedTest
  @MethodSource("steps")
  void everyStepIsAdditiveOrRaisesTheFloor(int from) {
    Shape before = Objects.requireNonNull(shapes.get(from));
    Shape after = Objects.requireNonNull(shapes.get(from + 1));
    if (after.floor() <= from) {
      assertThat(after.breaks(before)).as("the step from schema " + from).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "CREATE TABLE passkey (id BIGINT PRIMARY KEY, account_id BIGINT REFERENCES account (id)) | ",
        "ALTER TABLE account ADD COLUMN nickname TEXT UNIQUE | ",
        "ALTER TABLE session ADD COLUMN factors TEXT NOT NULL DEFAULT 'password' | ",
        "CREATE INDEX account_by_time ON account (created_at) | ",
        "DROP TABLE known_address | known_address",
        "ALTER TABLE account DROP COLUMN email | account.email",
        "ALTER TABLE account RENAME COLUMN email TO mail | account.email",
        "ALTER TABLE account ALTER COLUMN generation TYPE INTEGER | account.generation",
        "ALTER TABLE account ADD COLUMN nickname TEXT NOT NULL | account.nickname",
        "ALTER TABLE account ALTER COLUMN email SET NOT NULL | account.email",
        "ALTER TABLE account ALTER COLUMN username DROP NOT NULL | account.username",
        "ALTER TABLE account ADD CHECK (email <> '') | account_email_check",
        "CREATE UNIQUE INDEX one_email ON account (email) | one_email",
        "ALTER TABLE account DROP CONSTRAINT account_username_key | account_username_key",
        "ALTER TABLE account DROP CONSTRAINT account_state_check | account_state_check"
      })
  void findsStepsThatBreakOlderNodes(String step, String broken) throws SQLException {
    try (Connection connection = first.connect(false);
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      Shape before = Shape.of(statement);

      statement.execute(step);

      Set<String> found = Shape.of(statement).breaks(before);
      if (broken == null) {
        assertThat(found).isEmpty();
      } else {
        assertThat(found).anySatisfy(each -> assertThat(each).contains(broken));
      }
      connection.rollback();
    }
  }

  /**
   * The parts of a schema on which statements rely.
   *
   * @param columns the columns with their types, and whether they may be null
   * @param demanded the columns that every inserted row must set
   * @param rules the constraints and unique indexes, with their columns
   */
  private record Shape(int floor, Set<String> columns, Set<String> demanded, Set<Rule> rules) {

    record Rule(String text, Set<String> columns) {}

    static Shape of(Database database) throws SQLException {
      try (Connection connection = database.connect(true);
          Statement statement = connection.createStatement()) {
        return of(statement);
      }
    }

    static Shape of(Statement statement) throws SQLException {
      return new Shape(
          Integer.parseInt(
              texts(statement, "SELECT value FROM property WHERE name = 'schema_floor'")
                  .getFirst()),
          Set.copyOf(
              texts(
                  statement,
                  "SELECT table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable"
                      + " FROM information_schema.columns WHERE table_schema = current_schema()")),
          Set.copyOf(
              texts(
                  statement,
                  "SELECT table_name || '.' || column_name FROM information_schema.columns"
                      + " WHERE table_schema = current_schema() AND is_nullable = 'NO'"
                      + " AND column_default IS NULL AND is_identity = 'NO'")),
          rules(statement));
    }

    private static Set<Rule> rules(Statement statement) throws SQLException {
      Set<Rule> rules = new HashSet<>();
      try (ResultSet rows =
          statement.executeQuery(
              "SELECT conrelid::regclass || ': ' || conname || ' ' || pg_get_constraintdef(c.oid),"
                  + " (SELECT array_agg(conrelid::regclass || '.' || attname) FROM pg_attribute"
                  + " WHERE attrelid = conrelid AND attnum = ANY (conkey)) FROM pg_constraint c"
                  + " WHERE contype IN ('c', 'f', 'p', 'u', 'x') AND conrelid <> 0"
                  + " AND connamespace = current_schema()::regnamespace"
                  + " UNION ALL"
                  + " SELECT pg_get_indexdef(indexrelid), (SELECT array_agg(indrelid::regclass || '.'"
                  + " || attname) FROM pg_attribute WHERE attrelid = indrelid"
                  + " AND attnum = ANY (indkey::int2[])) FROM pg_index"
                  + " JOIN pg_class ON pg_class.oid = indexrelid"
                  + " WHERE indisunique AND relnamespace = current_schema()::regnamespace")) {
        while (rows.next()) {
          rules.add(new Rule(rows.getString(1), Set.of((String[]) rows.getArray(2).getArray())));
        }
      }
      return Set.copyOf(rules);
    }

    /** Returns the changes that would break a server of the older version. */
    Set<String> breaks(Shape before) {
      Set<String> found = new TreeSet<>(before.columns);
      found.removeAll(columns);
      demanded.stream()
          .filter(column -> before.tables().contains(table(column)))
          .filter(column -> !before.demanded.contains(column))
          .forEach(found::add);
      before.rules.stream()
          .filter(rule -> !rules.contains(rule))
          .map(Rule::text)
          .forEach(found::add);
      rules.stream()
          .filter(rule -> !before.rules.contains(rule))
          .filter(rule -> rule.columns().stream().anyMatch(before.names()::contains))
          .map(Rule::text)
          .forEach(found::add);
      return found;
    }

    private Set<String> names() {
      Set<String> names = new TreeSet<>();
      columns.forEach(column -> names.add(column.substring(0, column.indexOf(' '))));
      return names;
    }

    private Set<String> tables() {
      Set<String> tables = new TreeSet<>();
      columns.forEach(column -> tables.add(table(column)));
      return tables;
    }

    private static String table(String column) {
      return column.substring(0, column.indexOf('.'));
    }

    private static List<String> texts(Statement statement, String sql) throws SQLException {
      List<String> texts = new ArrayList<>();
      try (ResultSet rows = statement.executeQuery(sql)) {
        while (rows.next()) {
          texts.add(rows.getString(1));
        }
      }
      return texts;
    }
  }
}
