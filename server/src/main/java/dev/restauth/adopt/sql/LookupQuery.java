package dev.restauth.adopt.sql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Runs the queries about single users on one connection. Not thread-safe. */
record LookupQuery(Connection connection, Engine engine, UserQuery query, Columns columns) {
  private static final int ROWS_A_FETCH = 5_000;

  private interface Binding {
    void to(PreparedStatement statement) throws SQLException;
  }

  /**
   * Finds the users with this name. Compares the names again, because many databases ignore case or
   * accents.
   */
  List<LegacyRow> byName(String username) throws SQLException {
    return rows(
        "username = ?",
        statement -> statement.setString(1, username),
        row -> row.username().equals(Optional.of(username)));
  }

  /**
   * Finds the users with this id. The parameter has the type of the column, because PostgreSQL does
   * not compare numbers with text.
   */
  List<LegacyRow> byId(long id) throws SQLException {
    String text = Long.toString(id);
    Predicate<LegacyRow> same = row -> row.id().equals(Optional.of(text));
    if (columns.hasId() && columns.hasTextId()) {
      return rows("id = ?", statement -> statement.setString(1, text), same);
    }
    return mayBeNumbers() ? rows("id = ?", statement -> statement.setLong(1, id), same) : List.of();
  }

  private boolean mayBeNumbers() {
    return columns.hasId() && (columns.hasNumericId() || columns.idType() == Types.NULL);
  }

  @SuppressWarnings("SQL_INJECTION_JDBC") // the query is the operator's
  long count() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT count(*) FROM " + query.asTable())) {
      return row.next() ? row.getLong(1) : 0;
    }
  }

  /** Returns at most this number of users, in any order. */
  @SuppressWarnings("SQL_INJECTION_JDBC") // the query is the operator's
  List<LegacyRow> sample(int atMost) throws SQLException {
    List<LegacyRow> found = new ArrayList<>();
    try (Statement statement = connection.createStatement()) {
      statement.setMaxRows(atMost);
      try (ResultSet rows = statement.executeQuery("SELECT * FROM " + query.asTable())) {
        while (rows.next()) {
          found.add(columns.read(rows));
        }
      }
    }
    return found;
  }

  @SuppressWarnings("SQL_INJECTION_JDBC") // the query is the operator's
  private List<LegacyRow> rows(String condition, Binding binding, Predicate<LegacyRow> same)
      throws SQLException {
    String sql = "SELECT * FROM " + query.asTable() + " WHERE " + condition;
    List<LegacyRow> found = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      engine.limitDuration(statement);
      binding.to(statement);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          LegacyRow row = columns.read(rows);
          if (same.test(row)) {
            found.add(row);
          }
        }
      }
    }
    return found;
  }

  /**
   * Returns the highest id. For a text column, reads all rows, since the database does not order
   * its values as numbers.
   */
  long highestId() throws SQLException {
    if (columns.hasId() && columns.hasNumericId()) {
      Optional<String> highest = Optional.empty();
      try (Statement statement = connection.createStatement();
          ResultSet row = statement.executeQuery("SELECT max(id) FROM " + query.asTable())) {
        highest = row.next() ? Columns.id(row.getObject(1)) : highest;
      }
      Optional<Long> whole = highest.flatMap(LegacyRow::whole);
      if (highest.isEmpty() || whole.isPresent() || highest.get().matches("-[0-9]+|0")) {
        return whole.orElse(0L);
      }
    }
    return mayBeNumbers() || columns.hasTextId() ? highestOfAll() : 0;
  }

  @SuppressWarnings("SQL_INJECTION_JDBC") // the query is the operator's
  private long highestOfAll() throws SQLException {
    connection.setAutoCommit(false); // otherwise, PostgreSQL sends all rows in one response
    long highest = 0;
    try (Statement statement = connection.createStatement()) {
      statement.setFetchSize(ROWS_A_FETCH);
      try (ResultSet rows = statement.executeQuery("SELECT id FROM " + query.asTable())) {
        while (rows.next()) {
          long id = Columns.id(rows.getObject(1)).flatMap(LegacyRow::whole).orElse(0L);
          highest = Math.max(highest, id);
        }
      }
    }
    return highest;
  }
}
