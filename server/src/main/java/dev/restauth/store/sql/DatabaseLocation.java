package dev.restauth.store.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/**
 * Where the database lies, and the connections to it: all of them work on the same files, or none is
 * opened. One that was opened after the write-ahead log had been removed would have a new log, which
 * neither the others nor the next start could read. Thread-safe.
 */
final class DatabaseLocation {
  private final EmbeddedDatabase database;
  private final Object identity;
  private Optional<Object> place = Optional.empty();
  private int connections;

  /** At the database that is there now. */
  DatabaseLocation(EmbeddedDatabase database) throws SQLException {
    this.database = database;
    this.identity = database.identity();
  }

  /**
   * Opens a connection.
   *
   * @throws Displaced where the database is not where it was
   */
  synchronized OpenConnection open(boolean readOnly) throws SQLException {
    if (place.isEmpty()) {
      compare(identity, database.identity());
    } else {
      check();
    }
    Connection connection = database.connect(readOnly);
    try {
      OpenConnection open = new OpenConnection(connection, database, this, readOnly);
      if (place.isEmpty()) {
        place = Optional.of(database.place());
      }
      connections++;
      return open;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  /** Makes sure that what is written is durable where the next start will look for it. */
  synchronized void check() throws SQLException {
    compare(place.orElseThrow(), database.place());
  }

  private static void compare(Object then, Object now) throws DatabaseReplacedException {
    if (!then.equals(now)) {
      throw new DatabaseReplacedException(
          "another file lies in the place of the database or of its log: restart the server");
    }
  }

  /** SQLite removes the log with the last connection; the next begins another. */
  synchronized void close(Connection connection) throws SQLException {
    connections--;
    if (connections == 0) {
      place = Optional.empty();
    }
    connection.close();
  }
}
