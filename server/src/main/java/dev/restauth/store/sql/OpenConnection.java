package dev.restauth.store.sql;

import com.google.errorprone.annotations.CompileTimeConstant;
import dev.restauth.store.Sql;
import dev.restauth.store.Sql.SqlFailure;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * Connection and its transactions. Transactions begin and end with SQL statements, not through
 * JDBC: after each commit, the driver (xerial) would immediately begin the next transaction. The
 * connection would then have SQLite's write lock all the time. Other programs that need the lock
 * for a moment, such as Litestream, could never get it. Not thread-safe.
 */
final class OpenConnection implements AutoCloseable {
  private final Connection connection;
  private final Sql sql;
  private final SqlTransaction transaction;
  private final EmbeddedDatabase database;
  private final DatabaseLocation location;
  private final boolean readOnly;

  OpenConnection(
      Connection connection,
      EmbeddedDatabase database,
      DatabaseLocation location,
      boolean readOnly) {
    this.connection = connection;
    database.disableDriverTransactions(connection);
    this.sql = new Sql(connection);
    this.transaction = new SqlTransaction(sql, database, connection);
    this.database = database;
    this.location = location;
    this.readOnly = readOnly;
  }

  SqlTransaction transaction() {
    return transaction;
  }

  void begin() throws SQLException {
    if (!readOnly) {
      checkLocation();
    }
    try {
      database.begin(sql, readOnly);
    } catch (SqlFailure e) {
      throw e.sqlException();
    }
  }

  /** Commits durably, and checks that the next start will find the change. */
  void commit() throws SQLException {
    execute("COMMIT");
    if (!readOnly) {
      checkLocation();
    }
  }

  /**
   * Checks that the write-ahead log still exists. If it was removed, this connection may have the
   * only copy of changes that were already acknowledged. Therefore it copies them into the database
   * file.
   */
  private void checkLocation() throws SQLException {
    try {
      location.check();
    } catch (DatabaseUnusableException e) {
      try {
        database.checkpoint(connection);
      } catch (SQLException failed) {
        e.addSuppressed(failed);
      }
      throw e;
    }
  }

  /** Empties the write-ahead log between two transactions. Returns whether the log is empty. */
  boolean emptyLog() {
    try {
      return database.emptyLog(connection);
    } catch (SQLException e) {
      return false; // the caller tries again later
    }
  }

  void rollback() throws SQLException {
    execute("ROLLBACK");
  }

  void beginSavepoint() throws SQLException {
    execute("SAVEPOINT member");
  }

  void releaseSavepoint() throws SQLException {
    execute("RELEASE SAVEPOINT member");
  }

  void rollbackToSavepoint() throws SQLException {
    execute("ROLLBACK TO SAVEPOINT member");
    releaseSavepoint();
  }

  private void execute(@CompileTimeConstant final String statement) throws SQLException {
    try {
      sql.execute(statement);
    } catch (SqlFailure e) {
      throw e.sqlException();
    }
  }

  /** Closes the connection and ignores failures. Uncommitted changes are rolled back. */
  void discard() {
    try {
      close();
    } catch (SQLException | RuntimeException e) {
      // The caller no longer uses the connection.
    }
  }

  @Override
  public void close() throws SQLException {
    try {
      sql.close();
    } finally {
      location.close(connection);
    }
  }
}
