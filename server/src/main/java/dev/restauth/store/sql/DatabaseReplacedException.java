package dev.restauth.store.sql;

import java.sql.SQLException;

/** The database is no longer the file that was opened. The message is for the operator. */
final class DatabaseReplacedException extends SQLException {
  private static final long serialVersionUID = 1L;

  DatabaseReplacedException(String message) {
    super(message);
  }

  DatabaseReplacedException(String message, Throwable cause) {
    super(message, cause);
  }
}
