package dev.restauth.store;

import java.time.Instant;
import java.util.List;

/**
 * A transaction. Each feature reads and writes its rows in it by a class of its own. Valid only
 * inside the call that received it.
 */
public interface Transaction {

  /** Runs statements in this transaction. */
  Sql sql();

  /**
   * Announces a change to all processes that may cache the changed data. They learn of it when this
   * transaction is committed.
   */
  void announce(Change change);

  /** The log of changes. */
  ChangeStore changes();

  /**
   * The changes announced in this transaction so far. Other processes are notified of them by the
   * same commit.
   */
  List<Change> announced();

  /**
   * Runs an action after the commit, on the caller's thread, before the caller gets the result. It
   * never runs if the transaction was rolled back, or if its commit is in doubt. It must not throw.
   */
  void afterCommit(Runnable action);

  /** The actions added by {@link #afterCommit(Runnable)} so far, in their order. */
  List<Runnable> afterCommit();

  /** Single values of the server itself. */
  PropertyStore properties();

  /**
   * The time of the database, to the microsecond. It is the same for all processes that share the
   * database. An embedded database uses the clock of this process.
   */
  Instant now();
}
