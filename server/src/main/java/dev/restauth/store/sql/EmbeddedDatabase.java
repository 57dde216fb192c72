package dev.restauth.store.sql;

import dev.restauth.store.Sql;
import dev.restauth.store.Store;
import java.sql.Connection;
import java.sql.SQLException;

/** A database in files that this process alone works on. */
interface EmbeddedDatabase extends Database {

  @Override
  default Store open() {
    return EmbeddedStore.open(this);
  }

  /** How many connections write. */
  int writers();

  /** How many connections read. */
  int readers();

  /** Spares the driver whatever it would do for auto-commit after each statement. */
  default void leaveTransactionsToStatements(Connection connection) {}

  /** Begins a transaction which writes, or one that reads a snapshot. */
  void begin(Sql sql, boolean readOnly);

  /**
   * What a connection opened now would work on: equal as long as it is the same.
   *
   * @throws SQLException where it is gone
   */
  Object identity() throws SQLException;

  /**
   * Where commits go: equal as long as a start would find what was written before. Asked for after
   * each commit.
   *
   * @throws SQLException where it is gone
   */
  Object place() throws SQLException;

  /** Moves what is committed from the log to the database itself, as far as the open files go. */
  default void settle(Connection connection) throws SQLException {}
}
