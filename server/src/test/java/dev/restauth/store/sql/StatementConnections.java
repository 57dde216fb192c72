package dev.restauth.store.sql;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;

/**
 * Connections for statements that tests run often, one for each PostgreSQL database of a test
 * class, and one for databases as a whole. Opening a connection takes ten milliseconds of processor
 * time. Safe for use by several threads.
 */
final class StatementConnections {
  private static final Map<String, Connection> OPEN = new HashMap<>();

  private StatementConnections() {}

  /** Runs a statement. Opens a new connection if a test has closed the previous one. */
  static synchronized void run(String url, String text) throws SQLException {
    Connection open = OPEN.get(url);
    if (open == null || !open.isValid(0)) {
      open = DriverManager.getConnection(url);
      OPEN.put(url, open);
    }
    try (Statement statement = open.createStatement()) {
      statement.execute(text);
    }
  }

  /** Closes the connection to a database, if there is one. */
  static synchronized void close(String url) throws SQLException {
    Connection open = OPEN.remove(url);
    if (open != null) {
      open.close();
    }
  }
}
