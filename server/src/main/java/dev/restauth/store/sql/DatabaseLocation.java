package dev.restauth.store.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/**
 * Files of the database, and the connections to them. All connections use the same files; otherwise
 * none is opened. A connection that was opened after the write-ahead log had been removed would
 * have a new log, which neither the other connections nor the next start could read. Thread-safe.
 */
final class DatabaseLocation {
  private final EmbeddedDatabase database;
  private final Object fileIdentity;
  private Optional<Object> filesInUse = Optional.empty();
  private int connections;

  /** Creates the location of the files that exist now. */
  DatabaseLocation(EmbeddedDatabase database) throws SQLException {
    this.database = database;
    this.fileIdentity = database.fileIdentity();
  }

  /**
   * Opens a connection.
   *
   * @throws DatabaseReplacedException if the files are not the same any more
   */
  synchronized OpenConnection open(boolean readOnly) throws SQLException {
    if (filesInUse.isEmpty()) {
      compare(fileIdentity, database.fileIdentity());
    } else {
      check();
    }
    Connection connection = database.connect(readOnly);
    try {
      OpenConnection open = new OpenConnection(connection, database, this, readOnly);
      if (filesInUse.isEmpty()) {
        filesInUse = Optional.of(database.fileAndLogIdentity());
      }
      connections++;
      return open;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  /** Checks that changes go to the files in which the next start will look for them. */
  synchronized void check() throws SQLException {
    compare(filesInUse.orElseThrow(), database.fileAndLogIdentity());
  }

  private static void compare(Object then, Object now) throws DatabaseReplacedException {
    if (!then.equals(now)) {
      throw new DatabaseReplacedException(
          "the database or its log was replaced by another file: restart the server");
    }
  }

  /**
   * Closes a connection. SQLite removes the log with the last connection; the next one creates a
   * new log.
   */
  synchronized void close(Connection connection) throws SQLException {
    connections--;
    if (connections == 0) {
      filesInUse = Optional.empty();
    }
    connection.close();
  }
}
