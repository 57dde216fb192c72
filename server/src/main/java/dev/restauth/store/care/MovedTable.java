package dev.restauth.store.care;

import dev.restauth.store.SchemaDefinition;
import dev.restauth.store.sql.InMemorySqlite;
import dev.restauth.store.sql.MoveMark;
import dev.restauth.store.sql.Schema;
import dev.restauth.store.sql.SqliteOpening;
import dev.restauth.store.sql.SqliteSchema;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Table whose rows are moved.
 *
 * @param columns all columns. They are found by name, because their order differs between databases
 * @param ownRows the number of rows that the migrations create
 */
record MovedTable(String name, List<Column> columns, long ownRows) {
  /**
   * Tables that are not moved, because each database has its own: the migration history of its
   * schema, and SQLite's id counters.
   */
  static final Set<String> NOT_MOVED = Set.of("flyway_schema_history", "sqlite_sequence");

  /**
   * Column.
   *
   * @param keyPosition the position in the primary key, starting at 1; 0 if the column is not part
   *     of the key
   */
  record Column(String name, CellKind kind, int keyPosition) {}

  /**
   * Returns all tables of a schema, each after the tables to which it refers. Creates the schema in
   * memory.
   */
  static List<MovedTable> of(SchemaDefinition design) throws SQLException {
    InMemorySqlite database = new InMemorySqlite("moved-" + UUID.randomUUID(), design);
    try (Connection connection = database.connect(false)) {
      Schema.bringUpToDate(database, connection);
      List<String> waiting = new ArrayList<>(SqliteSchema.of(connection).tables());
      waiting.removeAll(NOT_MOVED);
      List<MovedTable> ordered = new ArrayList<>();
      Set<String> done = new HashSet<>();
      while (!waiting.isEmpty()) {
        String next = firstWithAllReferences(connection, waiting, done);
        waiting.remove(next);
        done.add(next);
        ordered.add(of(connection, next));
      }
      return List.copyOf(ordered);
    }
  }

  private static String firstWithAllReferences(
      Connection connection, List<String> waiting, Set<String> done) throws SQLException {
    for (String name : waiting) {
      Set<String> missing = new HashSet<>(referencedTables(connection, name));
      missing.removeAll(done);
      missing.remove(name);
      if (missing.isEmpty()) {
        return name;
      }
    }
    throw new IllegalStateException("tables refer to each other: " + waiting);
  }

  private static List<String> referencedTables(Connection connection, String table)
      throws SQLException {
    return SqliteOpening.texts(
        connection, "SELECT \"table\" FROM pragma_foreign_key_list('" + table + "')");
  }

  @SuppressWarnings("SQL_INJECTION_JDBC") // the name is from this program's schema
  private static MovedTable of(Connection connection, String name) throws SQLException {
    List<Column> columns = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT name, type, pk FROM pragma_table_info('" + name + "')")) {
      while (rows.next()) {
        columns.add(
            new Column(
                rows.getString("name"),
                CellKind.valueOf(rows.getString("type")),
                rows.getInt("pk")));
      }
    }
    long own = SqliteOpening.number(connection, "SELECT count(*) FROM " + quoted(name));
    return new MovedTable(name, List.copyOf(columns), own);
  }

  /** The columns of the primary key, in the key's order. */
  List<Column> key() {
    return columns.stream()
        .filter(column -> column.keyPosition() > 0)
        .sorted(Comparator.comparingInt(Column::keyPosition))
        .toList();
  }

  /** The indexes of the key's columns among all columns. */
  List<Integer> keyIndexes() {
    return key().stream().map(columns::indexOf).toList();
  }

  /** Returns whether the key is a single number, which the database may generate. */
  boolean hasNumericKey() {
    return key().size() == 1 && key().getFirst().kind() == CellKind.INTEGER;
  }

  String quotedName() {
    return quoted(name);
  }

  String quotedColumns() {
    return columns.stream().map(column -> quoted(column.name())).collect(Collectors.joining(", "));
  }

  /**
   * The SQL condition for the rows that are moved. It excludes only the mark of an incomplete copy.
   */
  String movedRows() {
    return name.equals("property") ? "name <> '" + MoveMark.PROPERTY + "'" : "TRUE";
  }

  static String quoted(String name) {
    return '"' + name + '"';
  }
}
