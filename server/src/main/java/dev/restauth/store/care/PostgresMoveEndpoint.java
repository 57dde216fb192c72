package dev.restauth.store.care;

import dev.restauth.store.StoreRefusedException;
import dev.restauth.store.care.MovedTable.Column;
import dev.restauth.store.sql.PostgresDatabase;
import dev.restauth.store.sql.Schema;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/**
 * PostgreSQL endpoint of a move. It refuses the move while REST-auth servers are connected, because
 * they would continue to use the old database.
 */
record PostgresMoveEndpoint(PostgresDatabase database, Connection connection, Duration timeout)
    implements MoveEndpoint {
  /** The SQLSTATE lock_not_available. */
  private static final String LOCKED = "55P03";

  static PostgresMoveEndpoint open(PostgresDatabase named, Duration timeout) {
    PostgresDatabase database = withoutTimeouts(named);
    try {
      return new PostgresMoveEndpoint(database, database.connect(false), timeout);
    } catch (SQLException e) {
      throw database.refused(e);
    }
  }

  /**
   * Removes the driver's time-out for each answer, because sorting may take longer. {@link
   * PostgresDatabase#connect} then sets the time-out of commands instead. Also lets the driver send
   * many rows in one statement.
   */
  private static PostgresDatabase withoutTimeouts(PostgresDatabase database) {
    Map<String, String> options = new HashMap<>(database.options());
    options.put("socketTimeout", "0");
    options.put("reWriteBatchedInserts", "true");
    return database.withOptions(options);
  }

  /**
   * Returns the database's OID and the start time of PostgreSQL. Two databases on one server never
   * have the same OID, and two servers never start in the same microsecond.
   */
  @Override
  public Object identity() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT oid || '/' || pg_postmaster_start_time() FROM pg_database"
                    + " WHERE datname = current_database()")) {
      row.next();
      return row.getString(1);
    }
  }

  /**
   * Locks the tables, because changes made during the move would be lost. The lock also blocks
   * writers that connect later. The transaction reads its first row only when it has the lock, so
   * it sees all committed changes.
   */
  @Override
  public void lockForReading(List<MovedTable> tables) throws SQLException {
    prepare();
    bringSourceUpToDate();
    connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
    connection.setReadOnly(true);
    connection.setAutoCommit(false);
    execute("SET LOCAL lock_timeout = " + timeout.toMillis());
    try {
      execute(
          "LOCK TABLE "
              + tables.stream().map(MovedTable::quotedName).collect(Collectors.joining(", "))
              + " IN SHARE MODE");
    } catch (SQLException e) {
      if (LOCKED.equals(e.getSQLState())) {
        throw new StoreRefusedException(
            "another client is writing to " + database + ": stop it first");
      }
      throw e;
    }
  }

  @Override
  public void prepareAsTarget() throws SQLException {
    prepare();
    version();
    Schema.bringUpToDate(database, connection);
    connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
    connection.setAutoCommit(false);
  }

  private void prepare() throws SQLException {
    execute("SET statement_timeout = 0");
    execute("SET idle_in_transaction_session_timeout = 0");
    long begun = System.nanoTime();
    while (others() > 0) {
      if (System.nanoTime() - begun > timeout.toNanos()) {
        throw new StoreRefusedException(
            "servers or commands of REST-auth are connected to " + database + ": stop them first");
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  /** Counts the connections of REST-auth servers, of their listeners, and of commands. */
  private long others() throws SQLException {
    return number(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            + " AND application_name LIKE 'restauth%' AND pid <> pg_backend_pid()");
  }

  /** Sorts text by bytes, and not by the database's collation. */
  @Override
  public String sortedByBytes(Column column) {
    String name = MovedTable.quoted(column.name());
    return column.kind() == CellKind.TEXT ? name + " COLLATE \"C\"" : name;
  }

  @Override
  public boolean hasIdCounter(MovedTable table) throws SQLException {
    return number("SELECT count(" + sequence(table) + ")") > 0;
  }

  @Override
  public long lastCounterValue(MovedTable table) throws SQLException {
    return number("SELECT pg_sequence_last_value(" + sequence(table) + ")");
  }

  @Override
  public void advanceIdCounter(MovedTable table, long id) throws SQLException {
    if (hasIdCounter(table) && lastCounterValue(table) < id) {
      try (PreparedStatement set =
          connection.prepareStatement("SELECT setval(" + sequence(table) + ", ?)")) {
        set.setLong(1, id);
        set.executeQuery().close();
      }
    }
  }

  /**
   * Returns the SQL expression for the name of the table's sequence. Its value is NULL if there is
   * no sequence.
   */
  private static String sequence(MovedTable table) {
    return "CAST(pg_get_serial_sequence('"
        + table.quotedName()
        + "', '"
        + table.key().getFirst().name()
        + "') AS regclass)";
  }

  @Override
  public void updateStatistics() throws SQLException {
    execute("ANALYZE");
  }

  /** Returns whether the SQLSTATE is of class 22 (invalid data) or 23 (violated constraint). */
  @Override
  public boolean isRowFailure(SQLException e) {
    String state = String.valueOf(MoveEndpoint.cause(e).getSQLState());
    return e instanceof CellKind.InvalidUtf8 || state.startsWith("22") || state.startsWith("23");
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      // The server rolls back uncommitted changes when the connection closes.
    }
  }
}
