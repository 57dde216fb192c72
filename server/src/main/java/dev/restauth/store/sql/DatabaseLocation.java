package dev.restauth.store.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/**
 * Files of the database, and the connections to them. All connections must use the same files;
 * otherwise opening a connection fails. Suppose that the write-ahead log has been removed: a
 * connection that is opened afterwards would create a new log. The other connections would continue
 * to write to the removed log, which the next start cannot read. Thread-safe.
 */
final class DatabaseLocation {
  private final EmbeddedDatabase database;
  private final Object fileIdentity;
  private Optional<Object> filesInUse = Optional.empty();
  private int connections;

  /** Creates the location for the files that exist at this time. */
  DatabaseLocation(EmbeddedDatabase database) throws SQLException {
    this.database = database;
    this.fileIdentity = database.fileIdentity();
  }

  /**
   * Opens a connection.
   *
   * @throws DatabaseUnusableException if the files were replaced or removed
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

  /** Checks that commits go to the files that the next start will open. */
  synchronized void check() throws SQLException {
    compare(filesInUse.orElseThrow(), database.fileAndLogIdentity());
  }

  private static void compare(Object then, Object now) throws DatabaseUnusableException {
    if (!then.equals(now)) {
      throw new DatabaseUnusableException(
          "the database or its log was replaced by another file: restart the server");
    }
  }

  /**
   * Closes a connection. When the last connection closes, SQLite removes the log; the next
   * connection creates a new log.
   */
  synchronized void close(Connection connection) throws SQLException {
    connections--;
    if (connections == 0) {
      filesInUse = Optional.empty();
    }
    connection.close();
  }
}
