package dev.restauth.store.sql;

import java.sql.SQLException;

/**
 * The database file is missing, was replaced, or cannot be read or created; perhaps its disk is
 * full. The message is for the operator.
 */
final class DatabaseUnusableException extends SQLException {
  private static final long serialVersionUID = 1L;

  DatabaseUnusableException(String message) {
    super(message);
  }

  DatabaseUnusableException(String message, Throwable cause) {
    super(message, cause);
  }
}
