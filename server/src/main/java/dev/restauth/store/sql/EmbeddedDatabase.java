package dev.restauth.store.sql;

import dev.restauth.store.Sql;
import dev.restauth.store.Store;
import java.sql.Connection;
import java.sql.SQLException;

/** Database in files that only this process uses. */
interface EmbeddedDatabase extends Database {

  @Override
  default Store open() {
    return EmbeddedStore.open(this);
  }

  /** The number of connections for writing. */
  int writers();

  /** The number of connections for reading. */
  int readers();

  /** Prevents the driver from running BEGIN and COMMIT around each statement. */
  default void disableDriverTransactions(Connection connection) {}

  /**
   * Begins a transaction that writes or, if {@code readOnly} is true, one that reads a snapshot.
   */
  void begin(Sql sql, boolean readOnly);

  /**
   * Returns the identity of the file that a new connection would open. The identity stays equal as
   * long as the file is the same.
   *
   * @throws SQLException if the file does not exist
   */
  Object fileIdentity() throws SQLException;

  /**
   * Returns the identity of the files to which commits are written. The identity stays equal as
   * long as the next start would find the earlier commits. Called after each commit.
   *
   * @throws SQLException if a file does not exist
   */
  Object fileAndLogIdentity() throws SQLException;

  /**
   * Empties the write-ahead log, so that it contains no old values. If another connection is using
   * the log, waits briefly and then gives up.
   *
   * @return whether the log is empty
   */
  default boolean emptyLog(Connection connection) throws SQLException {
    return true;
  }

  /**
   * Erases old values from the unused parts of the file. No connection may be open.
   *
   * @return whether the values were erased
   */
  default boolean eraseUnused() throws SQLException {
    return true;
  }

  /**
   * Copies committed changes from the write-ahead log into the database file, through an open
   * connection.
   */
  default void checkpoint(Connection connection) throws SQLException {}
}
