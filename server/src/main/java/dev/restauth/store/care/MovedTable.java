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
 * A table whose rows are moved.
 *
 * @param columns all of them; by name, since their order differs between databases
 * @param ownRows how many rows a new schema has in it by itself
 */
record MovedTable(String name, List<Column> columns, long ownRows) {
  /** Each database has its own: how its schema came to be, and how far SQLite has counted. */
  static final Set<String> NOT_MOVED = Set.of("flyway_schema_history", "sqlite_sequence");

  /**
   * A column.
   *
   * @param keyPlace where it stands in the primary key, from 1; 0 where it is no part of it
   */
  record Column(String name, CellKind kind, int keyPlace) {}

  /** All of a schema, each after those that it refers to. Found by making it in memory. */
  static List<MovedTable> of(SchemaDefinition design) throws SQLException {
    InMemorySqlite database = new InMemorySqlite("moved-" + UUID.randomUUID(), design);
    try (Connection connection = database.connect(false)) {
      Schema.bringUpToDate(database, connection);
      List<String> waiting = new ArrayList<>(SqliteSchema.of(connection).tables());
      waiting.removeAll(NOT_MOVED);
      List<MovedTable> ordered = new ArrayList<>();
      Set<String> there = new HashSet<>();
      while (!waiting.isEmpty()) {
        String next = firstWithoutNeeds(connection, waiting, there);
        waiting.remove(next);
        there.add(next);
        ordered.add(of(connection, next));
      }
      return List.copyOf(ordered);
    }
  }

  private static String firstWithoutNeeds(
      Connection connection, List<String> waiting, Set<String> there) throws SQLException {
    for (String name : waiting) {
      Set<String> needed = new HashSet<>(needs(connection, name));
      needed.removeAll(there);
      needed.remove(name);
      if (needed.isEmpty()) {
        return name;
      }
    }
    throw new IllegalStateException("tables refer to each other: " + waiting);
  }

  private static List<String> needs(Connection connection, String table) throws SQLException {
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

  /** The columns of the primary key, in its order. */
  List<Column> key() {
    return columns.stream()
        .filter(column -> column.keyPlace() > 0)
        .sorted(Comparator.comparingInt(Column::keyPlace))
        .toList();
  }

  /** Where those stand among all columns. */
  List<Integer> keyIndexes() {
    return key().stream().map(columns::indexOf).toList();
  }

  /** Whether rows are known by one number, which a database may count up by itself. */
  boolean isNumbered() {
    return key().size() == 1 && key().getFirst().kind() == CellKind.INTEGER;
  }

  String quotedName() {
    return quoted(name);
  }

  String quotedColumns() {
    return columns.stream().map(column -> quoted(column.name())).collect(Collectors.joining(", "));
  }

  /** Which rows are moved: all but the mark of a move under way. */
  String moved() {
    return name.equals("property") ? "name <> '" + MoveMark.PROPERTY + "'" : "TRUE";
  }

  static String quoted(String name) {
    return '"' + name + '"';
  }
}
