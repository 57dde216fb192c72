package dev.restauth.store.care;

import dev.restauth.crypto.RunningSha256;
import dev.restauth.job.Progress;
import dev.restauth.store.DatabaseMove;
import dev.restauth.store.DatabaseMove.Outcome;
import dev.restauth.store.sql.Database;
import dev.restauth.store.sql.SqliteOpening;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Moves between databases, and the content of these databases. */
final class MoveScene {
  static final Progress UNSEEN = (step, done, total) -> {};

  private MoveScene() {}

  /**
   * Returns each table's number of rows and a digest of all its values, computed without the code
   * under test.
   */
  static Map<String, String> dump(Database database) throws SQLException {
    Map<String, String> dump = new TreeMap<>();
    try (Connection connection = database.connect(false)) {
      for (String table : tables(connection)) {
        if (!table.equals("flyway_schema_history") && !table.equals("sqlite_sequence")) {
          dump.put(table, rows(connection, table));
        }
      }
    }
    return dump;
  }

  /** Returns the tables from the database's own catalog. */
  static List<String> tables(Connection connection) throws SQLException {
    boolean sqlite = connection.getMetaData().getDatabaseProductName().equals("SQLite");
    return SqliteOpening.texts(
        connection,
        sqlite
            ? "SELECT name FROM sqlite_schema WHERE type = 'table'"
            : "SELECT tablename FROM pg_tables WHERE schemaname = 'public'");
  }

  private static String rows(Connection connection, String table) throws SQLException {
    List<String> all = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT * FROM " + table)) {
      ResultSetMetaData columns = rows.getMetaData();
      while (rows.next()) {
        Map<String, String> row = new TreeMap<>();
        for (int i = 1; i <= columns.getColumnCount(); i++) {
          row.put(columns.getColumnLabel(i), display(rows.getObject(i)));
        }
        all.add(row.toString());
      }
    }
    Collections.sort(all);
    RunningSha256 digest = new RunningSha256();
    all.forEach(row -> digest.add((row + "\n").getBytes(StandardCharsets.UTF_8)));
    return all.size() + " rows " + digest.hex();
  }

  private static String display(@Nullable Object value) {
    return switch (value) {
      case null -> "NULL";
      case byte[] bytes -> "x" + HexFormat.of().formatHex(bytes);
      case String text -> "'" + text + "'";
      case Number number -> Long.toString(number.longValue());
      default -> throw new AssertionError("a value of " + value.getClass());
    };
  }

  /** Returns a move that waits until this test's connections are closed. */
  static DatabaseMove between(Database from, Database to) {
    return new SqlDatabaseMove(from, to, Duration.ofSeconds(5));
  }

  static Outcome move(Database from, Database to) {
    return between(from, to).move(UNSEEN);
  }

  static void execute(Database database, String... statements) throws SQLException {
    try (Connection connection = database.connect(false);
        Statement statement = connection.createStatement()) {
      for (String each : statements) {
        statement.execute(each);
      }
    }
  }

  static long number(Database database, String query) throws SQLException {
    try (Connection connection = database.connect(true)) {
      return SqliteOpening.number(connection, query);
    }
  }
}
