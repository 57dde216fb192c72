package dev.restauth.store.sql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Runs statements on one connection. Not thread-safe, as the connection is not. */
final class Sql {

  /** Reads one row into a value. */
  interface RowReader<T> {
    T read(ResultSet row) throws SQLException;
  }

  private final Connection connection;

  Sql(Connection connection) {
    this.connection = connection;
  }

  /**
   * Runs a query, or a change with RETURNING, that gives at most one row. RETURNING goes this way on
   * both databases: by {@code executeUpdate}, PostgreSQL has done the change when it throws.
   */
  <T> Optional<T> one(String sql, RowReader<T> reader, Object... parameters) {
    List<T> rows = all(sql, reader, parameters);
    return rows.isEmpty() ? Optional.empty() : Optional.of(rows.getFirst());
  }

  <T> List<T> all(String sql, RowReader<T> reader, Object... parameters) {
    try (PreparedStatement statement = prepare(sql, parameters);
        ResultSet rows = statement.executeQuery()) {
      List<T> result = new ArrayList<>();
      while (rows.next()) {
        result.add(reader.read(rows));
      }
      return result;
    } catch (SQLException e) {
      throw new SqlFailure(e);
    }
  }

  void change(String sql, Object... parameters) {
    try (PreparedStatement statement = prepare(sql, parameters)) {
      statement.executeUpdate();
    } catch (SQLException e) {
      throw new SqlFailure(e);
    }
  }

  @SuppressWarnings("SQL_INJECTION_JDBC") // every text is a constant of this package
  private PreparedStatement prepare(String sql, Object... parameters) throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    try {
      for (int i = 0; i < parameters.length; i++) {
        bind(statement, i + 1, parameters[i]);
      }
      return statement;
    } catch (SQLException e) {
      statement.close();
      throw e;
    }
  }

  private static void bind(PreparedStatement statement, int index, Object value)
      throws SQLException {
    switch (value) {
      case String text -> statement.setString(index, text);
      case Long number -> statement.setLong(index, number);
      case byte[] bytes -> statement.setBytes(index, bytes);
      default -> throw new IllegalArgumentException("no binding for " + value.getClass());
    }
  }

  /** Carries an {@link SQLException} out of the features' code to the thread that runs it. */
  static final class SqlFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final SQLException sqlException;

    SqlFailure(SQLException cause) {
      super(cause);
      this.sqlException = cause;
    }

    SQLException sqlException() {
      return sqlException;
    }
  }
}
