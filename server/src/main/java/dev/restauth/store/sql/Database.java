package dev.restauth.store.sql;

import dev.restauth.store.StoreRefusedException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;

/** A kind of database and how to reach it. */
public interface Database extends Connectable {

  /** Makes an empty database where there is none and one can be made. */
  void makeMissing() throws SQLException;

  /** How many connections write. */
  int writers();

  /** How many connections read. */
  int readers();

  /** Spares the driver whatever it would do for auto-commit after each statement. */
  default void leaveTransactionsToStatements(Connection connection) {}

  /**
   * The time by the database, the same for all who share it; to the microsecond. An embedded one has
   * the clock of this process.
   */
  Instant now(Connection connection) throws SQLException;

  /** The statement that begins a transaction which writes, or one that reads a snapshot. */
  String begin(boolean readOnly);

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

  /** Whether a statement broke a rule of the schema, while the database itself is well. */
  boolean isViolation(SQLException e);

  /** What is wrong and what to do, for the log: one line, no secrets. */
  String explain(SQLException e);

  /** What the operator is told where opening failed: one line, no secrets. */
  StoreRefusedException refused(SQLException e);
}
