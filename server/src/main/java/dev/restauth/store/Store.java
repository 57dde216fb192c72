package dev.restauth.store;

import dev.restauth.figure.Figure;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The database, as features use it. Thread-safe. Callers may be virtual threads. The work runs on
 * the calling thread or on a thread of the store.
 *
 * <p>Every method throws {@link StoreUnavailableException} if the database cannot do its work. A
 * failed transaction leaves no changes. If the commit itself failed, however, the changes may be
 * visible, immediately or after the next start. In that case, a caller that caches the changed data
 * must drop its cache entries.
 */
public interface Store extends Snapshots, AutoCloseable {

  /**
   * Runs {@code work} in one write transaction and returns its value when the commit is durable
   * (written with fsync). If {@code work} throws an exception, the transaction is rolled back and
   * the exception is rethrown.
   *
   * <p>If the store finds that the outcome of the commit is unknown, the method throws a {@link
   * CommitInDoubtException}.
   *
   * @param work the code that reads and writes. The code must not wait for anything except the
   *     database, because other writers are waiting for the transaction. If the database rolls the
   *     transaction back, the code runs again, so it must have no effects outside the transaction
   * @return the result of {@code work}
   */
  <T> T inTransaction(Function<Transaction, T> work);

  /**
   * Checks that the path of the database still leads to the file that the store has opened. Call
   * this method before other code opens that path.
   *
   * @throws StoreUnavailableException if the path leads to another file, or to none
   */
  void confirmInPlace();

  /**
   * Makes the next start remove copies of erased rows from unused parts of the database's file. Does
   * nothing if the database is on a server.
   *
   * @param tx the transaction that erases the rows, so that no crash can come between
   */
  default void markErased(Transaction tx) {}

  /**
   * Removes copies of erased rows from the database's write-ahead log. Waits only briefly for
   * readers of the log. Does nothing if the database is on a server.
   *
   * @return false if readers prevented the removal from the log; then call this method again later
   */
  default boolean discardErased() {
    return true;
  }

  /**
   * Returns a listener for changes that are made through this store; empty if other processes may
   * also make changes. Use only one listener at a time, and close it before you close the store.
   */
  default Optional<ChangeListener> listener() {
    return Optional.empty();
  }

  /** The figures (metrics) of the database. */
  default List<Figure> figures() {
    return List.of();
  }

  /** Waits until running work has finished, then closes the database. */
  @Override
  void close();
}
