package dev.restauth.store;

import com.google.errorprone.annotations.CompileTimeConstant;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Runs statements on one connection. Each statement is prepared once and then cached. Statements
 * are constants, so the cache stays small. The value for a {@code ?} is a text, a {@code Long},
 * bytes, an {@link Instant} (stored in microseconds), or an {@code Optional} of one of these. Not
 * thread-safe, because the connection is not.
 */
public final class Sql implements AutoCloseable {

  /** Converts one row to a value. */
  @FunctionalInterface
  public interface RowReader<T> {
    /** Converts the row, which is invalid after the call. */
    T read(Row row);
  }

  /** Hook that runs before each statement. */
  @FunctionalInterface
  public interface StatementHook {
    /** Throws an exception if no further statement may begin. */
    void beforeStatement() throws SQLException;
  }

  private final Connection connection;
  private final StatementHook hook;
  private final Map<String, PreparedStatement> prepared = new HashMap<>();

  /** Creates an instance for a connection. {@link #close} does not close the connection. */
  public Sql(Connection connection) {
    this(connection, () -> {});
  }

  /** Creates an instance with a hook that runs before each statement. */
  public Sql(Connection connection, StatementHook hook) {
    this.connection = connection;
    this.hook = hook;
  }

  /** Runs the hook. Call this method before a statement that does not run through this class. */
  public void runHook() throws SQLException {
    hook.beforeStatement();
  }

  /**
   * Runs a query, or a change with RETURNING, whose result is at most one row. Do not use {@link
   * #change} for RETURNING: on PostgreSQL, that method would make the change and then fail.
   */
  public <T> Optional<T> one(
      @CompileTimeConstant final String sql, RowReader<T> reader, Object... parameters) {
    List<T> rows = all(sql, reader, parameters);
    return rows.isEmpty() ? Optional.empty() : Optional.of(rows.getFirst());
  }

  /** Runs a query, or a change with RETURNING, whose result is any number of rows. */
  public <T> List<T> all(
      @CompileTimeConstant final String sql, RowReader<T> reader, Object... parameters) {
    return query(sql, reader, parameters);
  }

  /**
   * Runs a query whose result is any number of rows and whose text differs between the databases,
   * for example in the name of a collation.
   */
  public <T> List<T> all(
      @CompileTimeConstant final String sqlite,
      @CompileTimeConstant final String postgresql,
      RowReader<T> reader,
      Object... parameters) {
    return query(isPostgresql() ? postgresql : sqlite, reader, parameters);
  }

  private boolean isPostgresql() {
    try {
      return connection.getMetaData().getDatabaseProductName().equals("PostgreSQL");
    } catch (SQLException e) {
      throw new SqlFailure(e);
    }
  }

  private <T> List<T> query(String sql, RowReader<T> reader, Object... parameters) {
    return run(
        sql,
        statement -> {
          try (ResultSet rows = statement.executeQuery()) {
            List<T> result = new ArrayList<>();
            Row row = new Row(rows);
            while (rows.next()) {
              result.add(reader.read(row));
            }
            return result;
          }
        },
        parameters);
  }

  /**
   * Reads the personal columns of the rows that belong to an account, as declared by the table.
   *
   * @param atMost the maximum number of rows, at least 1
   */
  public <T> List<T> ofAccount(Table table, long accountId, long atMost, RowReader<T> reader) {
    return query(table.selectOfAccount(), reader, accountId, atMost);
  }

  /** Runs a change. Returns the number of affected rows. */
  public int change(@CompileTimeConstant final String sql, Object... parameters) {
    return run(sql, PreparedStatement::executeUpdate, parameters);
  }

  /** Runs a statement that returns neither rows nor a count. */
  public void execute(@CompileTimeConstant final String sql) {
    run(sql, PreparedStatement::execute);
  }

  private interface Execution<T> {
    T of(PreparedStatement statement) throws SQLException;
  }

  private <T> T run(String sql, Execution<T> execution, Object... parameters) {
    try {
      runHook();
      PreparedStatement statement = prepare(sql);
      for (int i = 0; i < parameters.length; i++) {
        bind(statement, i + 1, parameters[i]);
      }
      return execution.of(statement);
    } catch (SQLException e) {
      discard(sql, e);
      throw new SqlFailure(e);
    }
  }

  @SuppressWarnings(
      "SQL_INJECTION_JDBC") // every text is a constant, or consists of a table's constants
  private PreparedStatement prepare(String sql) throws SQLException {
    PreparedStatement cached = prepared.get(sql);
    if (cached == null) {
      cached = connection.prepareStatement(sql);
      prepared.put(sql, cached);
    }
    return cached;
  }

  /**
   * Discards a statement that failed: it may be unusable, because the driver (xerial) finalizes
   * failed statements.
   */
  private void discard(String sql, SQLException failure) {
    PreparedStatement statement = prepared.remove(sql);
    if (statement != null) {
      try {
        statement.close();
      } catch (SQLException e) {
        failure.addSuppressed(e);
      }
    }
  }

  private static void bind(PreparedStatement statement, int index, Object value)
      throws SQLException {
    switch (value) {
      case String text -> statement.setString(index, text);
      case Long number -> statement.setLong(index, number);
      case Instant time -> statement.setLong(index, Micros.of(time));
      case byte[] bytes -> statement.setBytes(index, bytes);
      case Optional<?> none when none.isEmpty() -> statement.setNull(index, Types.NULL);
      case Optional<?> some -> bind(statement, index, some.get());
      default -> throw new IllegalArgumentException("no binding for " + value.getClass());
    }
  }

  @Override
  public void close() throws SQLException {
    for (PreparedStatement statement : prepared.values()) {
      statement.close();
    }
    prepared.clear();
  }

  /**
   * Carries an {@link SQLException} from the code of a feature to the store, which runs that code.
   */
  public static final class SqlFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final SQLException sqlException;

    /** Creates an exception that carries {@code cause}. */
    public SqlFailure(SQLException cause) {
      super(cause);
      this.sqlException = cause;
    }

    /** The exception that the database reported. */
    public SQLException sqlException() {
      return sqlException;
    }
  }
}
