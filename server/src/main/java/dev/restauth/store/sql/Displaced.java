package dev.restauth.store.sql;

import java.sql.SQLException;

/** The database is no longer where it was opened. The message is for the operator. */
final class Displaced extends SQLException {
  private static final long serialVersionUID = 1L;

  Displaced(String message) {
    super(message);
  }

  Displaced(String message, Throwable cause) {
    super(message, cause);
  }
}
