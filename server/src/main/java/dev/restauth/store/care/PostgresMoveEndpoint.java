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

/** A PostgreSQL of a move. Servers that are connected are not tolerated: they would go on with the old one. */
record PostgresMoveEndpoint(PostgresDatabase database, Connection connection, Duration patience)
    implements MoveEndpoint {
  /** SQLSTATE lock_not_available. */
  private static final String LOCKED = "55P03";

  static PostgresMoveEndpoint open(PostgresDatabase named, Duration patience) {
    PostgresDatabase database = patient(named);
    try {
      return new PostgresMoveEndpoint(database, database.connect(false), patience);
    } catch (SQLException e) {
      throw database.refused(e);
    }
  }

  /** A sort of many rows takes longer than a request may; rows go out many to a statement. */
  private static PostgresDatabase patient(PostgresDatabase database) {
    Map<String, String> options = new HashMap<>(database.options());
    options.put("socketTimeout", "0");
    options.put("reWriteBatchedInserts", "true");
    return database.with(options);
  }

  /** One server has no two databases with the same number, and no two servers start in the same microsecond. */
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
   * What is written meanwhile would be lost. The lock keeps writers away, also those that come later; a
   * transaction that reads its first row after that sees all that was committed.
   */
  @Override
  public void holdStill(List<MovedTable> tables) throws SQLException {
    prepare();
    bringSourceUpToDate();
    connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
    connection.setReadOnly(true);
    connection.setAutoCommit(false);
    execute("SET LOCAL lock_timeout = " + patience.toMillis());
    try {
      execute(
          "LOCK TABLE "
              + tables.stream().map(MovedTable::quotedName).collect(Collectors.joining(", "))
              + " IN SHARE MODE");
    } catch (SQLException e) {
      if (LOCKED.equals(e.getSQLState())) {
        throw new StoreRefusedException("somebody is writing to " + database + ": end that first");
      }
      throw e;
    }
  }

  @Override
  public void makeReady() throws SQLException {
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
      if (System.nanoTime() - begun > patience.toNanos()) {
        throw new StoreRefusedException(
            "servers or commands of REST-auth are connected to " + database + ": stop them first");
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  private long others() throws SQLException {
    return number(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            + " AND application_name = 'restauth' AND pid <> pg_backend_pid()");
  }

  /** Else it sorts as the language of the database does. */
  @Override
  public String byBytes(Column column) {
    String name = MovedTable.quoted(column.name());
    return column.kind() == CellKind.TEXT ? name + " COLLATE \"C\"" : name;
  }

  @Override
  public boolean counts(MovedTable table) throws SQLException {
    return number("SELECT count(" + sequence(table) + ")") > 0;
  }

  @Override
  public long lastCounted(MovedTable table) throws SQLException {
    return number("SELECT pg_sequence_last_value(" + sequence(table) + ")");
  }

  @Override
  public void countFrom(MovedTable table, long id) throws SQLException {
    if (counts(table) && lastCounted(table) < id) {
      try (PreparedStatement set =
          connection.prepareStatement("SELECT setval(" + sequence(table) + ", ?)")) {
        set.setLong(1, id);
        set.executeQuery().close();
      }
    }
  }

  /** NULL where there is none. */
  private static String sequence(MovedTable table) {
    return "CAST(pg_get_serial_sequence('"
        + table.quotedName()
        + "', '"
        + table.key().getFirst().name()
        + "') AS regclass)";
  }

  @Override
  public void settle() throws SQLException {
    execute("ANALYZE");
  }

  /** Classes 22 and 23 of the SQLSTATEs. */
  @Override
  public boolean refusesRow(SQLException e) {
    String state = String.valueOf(MoveEndpoint.cause(e).getSQLState());
    return e instanceof CellKind.NoText || state.startsWith("22") || state.startsWith("23");
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      // The server undoes what was not committed when the connection is gone.
    }
  }
}
