package dev.restauth.store.sql;

import java.sql.SQLException;

/**
 * The database file was replaced or removed, or cannot be created. The message is for the operator.
 */
final class DatabaseReplacedException extends SQLException {
  private static final long serialVersionUID = 1L;

  DatabaseReplacedException(String message) {
    super(message);
  }

  DatabaseReplacedException(String message, Throwable cause) {
    super(message, cause);
  }
}
