package dev.restauth.store.sql;

import com.google.errorprone.annotations.CompileTimeConstant;
import dev.restauth.store.Sql;
import dev.restauth.store.Sql.SqlFailure;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * A connection with its transactions. They are begun and ended by statements, not by JDBC: xerial
 * begins the next transaction as soon as one is committed, and would hold SQLite's write lock for
 * ever, against everybody else who needs it for a moment, such as Litestream. Not thread-safe.
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
    database.leaveTransactionsToStatements(connection);
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
      checkPlace();
    }
    try {
      database.begin(sql, readOnly);
    } catch (SqlFailure e) {
      throw e.sqlException();
    }
  }

  /** Makes it durable, and makes sure that it is durable where the next start will look for it. */
  void commit() throws SQLException {
    execute("COMMIT");
    if (!readOnly) {
      checkPlace();
    }
  }

  /** Where the log is gone, this connection may hold the only copy of what was answered already. */
  private void checkPlace() throws SQLException {
    try {
      location.check();
    } catch (DatabaseReplacedException e) {
      try {
        database.settle(connection);
      } catch (SQLException failed) {
        e.addSuppressed(failed);
      }
      throw e;
    }
  }

  void rollback() throws SQLException {
    execute("ROLLBACK");
  }

  void beginMember() throws SQLException {
    execute("SAVEPOINT member");
  }

  void keepMember() throws SQLException {
    execute("RELEASE SAVEPOINT member");
  }

  void undoMember() throws SQLException {
    execute("ROLLBACK TO SAVEPOINT member");
    keepMember();
  }

  private void execute(@CompileTimeConstant final String statement) throws SQLException {
    try {
      sql.execute(statement);
    } catch (SqlFailure e) {
      throw e.sqlException();
    }
  }

  /** What was not committed is lost with it, as it must be. */
  void drop() {
    try {
      close();
    } catch (SQLException | RuntimeException e) {
      // Whoever drops it goes on without.
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
