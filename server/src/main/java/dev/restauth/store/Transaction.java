package dev.restauth.store;

import java.time.Instant;
import java.util.List;

/**
 * A transaction. Each feature has its own class that reads and writes the feature's rows in a
 * transaction. A transaction is valid only until the function to which it was passed returns.
 */
public interface Transaction {

  /** Runs statements in this transaction. */
  Sql sql();

  /**
   * Takes this process's turn to lock a row. Call this method before a statement that may wait for
   * the row's lock, if one client can send many requests that lock the row. If another transaction
   * has the turn, this transaction is rolled back, and its work runs again when its turn has come.
   * Until then it occupies no connection, so other transactions can run. Does nothing if the
   * database has only one writer.
   *
   * @throws RuntimeException if another transaction has the turn; the work must not catch it
   */
  void takeTurn(String table, long id);

  /**
   * Announces a change to all processes that may cache the changed data. They are notified when
   * this transaction commits.
   */
  void announce(Change change);

  /** The log of changes. */
  ChangeStore changes();

  /**
   * The changes announced in this transaction so far. The commit notifies the other processes of
   * these changes.
   */
  List<Change> announced();

  /**
   * Runs an action after the commit, on the caller's thread and before the caller gets the result.
   * The action does not run if the transaction was rolled back or its commit is in doubt. The
   * action must not throw an exception.
   */
  void afterCommit(Runnable action);

  /**
   * The actions registered with {@link #afterCommit(Runnable)} so far, in the order of
   * registration.
   */
  List<Runnable> afterCommit();

  /** The named values that belong to the server itself. */
  PropertyStore properties();

  /**
   * The database's time, in microseconds. All processes that share the database get the time from
   * one clock. An embedded database uses the clock of this process.
   */
  Instant now();
}
