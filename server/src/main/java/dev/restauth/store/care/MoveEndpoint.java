package dev.restauth.store.care;

import dev.restauth.store.StoreRefusedException;
import dev.restauth.store.care.MovedTable.Column;
import dev.restauth.store.sql.Database;
import dev.restauth.store.sql.MoveMark;
import dev.restauth.store.sql.PostgresDatabase;
import dev.restauth.store.sql.Schema;
import dev.restauth.store.sql.SqliteDatabase;
import dev.restauth.store.sql.SqliteOpening;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;

/**
 * One of the two databases of a move. Consists of a connection and of a lock that keeps other
 * processes out until the endpoint is closed. Not thread-safe.
 */
interface MoveEndpoint extends AutoCloseable {
  /** The number of rows that are fetched at a time, and written in one transaction. */
  int BATCH = 2_000;

  long PAUSE_NANOS = 50_000_000;

  /**
   * Connects, and acquires the lock of an embedded database.
   *
   * @param create whether to create the database if it is missing
   * @param timeout the longest time to wait until other processes release the database
   * @throws StoreRefusedException if other processes use the database, or the database cannot be
   *     reached
   */
  static MoveEndpoint open(Database database, boolean create, Duration timeout) {
    return switch (database) {
      case SqliteDatabase sqlite -> SqliteMoveEndpoint.open(sqlite, create, timeout);
      case PostgresDatabase postgres -> PostgresMoveEndpoint.open(postgres, timeout);
      default -> throw new IllegalArgumentException("cannot move " + database);
    };
  }

  Database database();

  /** The connection, which only this endpoint's thread may use. */
  Connection connection();

  /**
   * Returns the identity of the database. Two endpoints with equal identities have the same
   * database.
   */
  Object identity() throws SQLException;

  /**
   * Updates an older schema, then blocks writers until the endpoint is closed. All later reads use
   * one snapshot.
   *
   * @throws StoreRefusedException if the lock is not available
   */
  void lockForReading(List<MovedTable> tables) throws SQLException;

  /**
   * Creates the schema if it is missing.
   *
   * @throws StoreRefusedException if the schema does not belong to this program
   */
  void prepareAsTarget() throws SQLException;

  /** Returns the SQL expression that sorts a key column by its bytes. */
  String sortedByBytes(Column column);

  /**
   * Returns whether the table has an id counter, which never issues the id of a deleted row again.
   */
  boolean hasIdCounter(MovedTable table) throws SQLException;

  /** Returns the highest id that the counter has issued; 0 if it has issued none. */
  long lastCounterValue(MovedTable table) throws SQLException;

  /** Advances the id counter, if the table has one. The next id will be higher than {@code id}. */
  void advanceIdCounter(MovedTable table, long id) throws SQLException;

  /**
   * Updates the database's query statistics after many changes, so that later queries are fast.
   */
  void updateStatistics() throws SQLException;

  /** Returns whether the failure was caused by a row, not by the database itself. */
  boolean isRowFailure(SQLException e);

  /** Returns the exception for the operator: one line, without values. */
  default StoreRefusedException refused(SQLException e) {
    return e instanceof CellKind.InvalidUtf8
        ? new StoreRefusedException(String.valueOf(e.getMessage()))
        : new StoreRefusedException(database().explain(cause(e)));
  }

  /**
   * Returns the cause of a failed batch. The batch's own message quotes all values, but the message
   * of the cause does not.
   */
  static SQLException cause(SQLException e) {
    return e.getNextException() == null ? e : e.getNextException();
  }

  /**
   * Returns the version of the schema. Refuses a schema that is newer than this program.
   *
   * @return the version; empty if there is no schema
   * @throws StoreRefusedException if the schema is newer than this program
   */
  default OptionalInt version() throws SQLException {
    OptionalInt version = Schema.version(connection());
    if (version.isPresent() && version.getAsInt() > database().design().version()) {
      throw new StoreRefusedException(
          database()
              + " has schema version "
              + version.getAsInt()
              + ", this program supports "
              + database().design().version()
              + ": use the restauth that wrote it");
    }
    return version;
  }

  /**
   * Updates the schema of the source. Refuses a database of another program, and an incomplete
   * copy.
   */
  default void bringSourceUpToDate() throws SQLException {
    if (version().isEmpty()) {
      throw new StoreRefusedException(database() + " holds no database of REST-auth");
    }
    Schema.bringUpToDate(database(), connection());
    MoveMark.refuse(database(), connection());
  }

  /**
   * Returns the higher of two ids: the last id that the id counter has issued, and the highest id
   * in the table.
   */
  default long lastId(MovedTable table) throws SQLException {
    String key = MovedTable.quoted(table.key().getFirst().name());
    long present = number("SELECT max(" + key + ") FROM " + table.quotedName());
    return hasIdCounter(table) ? Math.max(present, lastCounterValue(table)) : present;
  }

  default long rows(MovedTable table) throws SQLException {
    return number("SELECT count(*) FROM " + table.quotedName() + " WHERE " + table.movedRows());
  }

  /** Returns the number from the only row of a query; 0 if the value is NULL. */
  default long number(String sql) throws SQLException {
    return SqliteOpening.number(connection(), sql);
  }

  @SuppressWarnings("SQL_INJECTION_JDBC") // every text consists of names in this program's schema
  default void execute(String sql) throws SQLException {
    try (Statement statement = connection().createStatement()) {
      statement.execute(sql);
    }
  }

  default String epoch() throws SQLException {
    try (Statement statement = connection().createStatement();
        ResultSet row = statement.executeQuery("SELECT value FROM property WHERE name = 'epoch'")) {
      if (!row.next()) {
        throw new StoreRefusedException(database() + " is damaged: the property epoch is missing");
      }
      return row.getString(1);
    }
  }

  /** Closes the connection and releases the lock. Uncommitted changes are rolled back. */
  @Override
  void close();
}
