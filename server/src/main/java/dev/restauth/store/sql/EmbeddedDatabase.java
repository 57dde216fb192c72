package dev.restauth.store.sql;

import dev.restauth.store.Sql;
import dev.restauth.store.Store;
import java.sql.Connection;
import java.sql.SQLException;

/** Database in files that this process alone uses. */
interface EmbeddedDatabase extends Database {

  @Override
  default Store open() {
    return EmbeddedStore.open(this);
  }

  /** The number of writing connections. */
  int writers();

  /** The number of reading connections. */
  int readers();

  /** Turns off the driver's work for auto-commit after each statement. */
  default void disableDriverTransactions(Connection connection) {}

  /** Begins a transaction that writes, or one that reads a snapshot. */
  void begin(Sql sql, boolean readOnly);

  /**
   * The identity of the file that a connection opened now would use. It stays equal as long as the file is the same.
   *
   * @throws SQLException if the file is gone
   */
  Object fileIdentity() throws SQLException;

  /**
   * The identity of the files that commits go to. It stays equal as long as the next start would find earlier commits.
   * Called after each commit.
   *
   * @throws SQLException if a file is gone
   */
  Object fileAndLogIdentity() throws SQLException;

  /**
   * Empties the log, so that it has no old values any more. Does nothing if others are using it.
   *
   * @return whether it is empty
   */
  default boolean emptyLog(Connection connection) throws SQLException {
    return true;
  }

  /**
   * Erases old values that are left in unused parts of the file. No connection may be open.
   *
   * @return whether it is done
   */
  default boolean eraseUnused() throws SQLException {
    return true;
  }

  /** Moves committed changes from the log to the database itself, in the files that are open. */
  default void checkpoint(Connection connection) throws SQLException {}
}
