package dev.restauth.store.sql;

import java.sql.SQLException;

/**
 * The path of the database no longer leads to the file that was opened. The message is for the
 * operator.
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
