package dev.restauth.store;

import dev.restauth.figure.Figure;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The database as the features use it. Thread-safe. Callers may be virtual threads; the work runs
 * on their thread or on a thread of the store.
 *
 * <p>Every method throws {@link StoreUnavailableException} if the database cannot do its work. No
 * change of a failed transaction remains, unless the commit itself failed: then its changes may be
 * visible at once or after the next start. So a caller that caches such data has to drop it.
 */
public interface Store extends Snapshots, AutoCloseable {

  /**
   * Runs {@code work} in one write transaction and returns its value once the commit is durable
   * (fsync done). An exception thrown by {@code work} rolls everything back and is rethrown.
   *
   * <p>If the outcome of the commit is unknown, and the store can distinguish that from other
   * failures, it throws a {@link CommitInDoubtException}.
   *
   * @param work the code that reads and writes. It must wait for nothing but the transaction, since other writers wait.
   *     It runs again if the database rolled it back, so it must have no effects outside the transaction
   * @return the result of {@code work}
   */
  <T> T inTransaction(Function<Transaction, T> work);

  /**
   * Checks that the database is still the file that was opened, before other code opens it by its
   * path.
   *
   * @throws StoreUnavailableException if it is not
   */
  void confirmInPlace();

  /**
   * Removes erased rows from the database's own files, if copies are left there, such as in a log. Does not wait for
   * others that read the database.
   *
   * @return whether it is done; otherwise call this again later
   */
  default boolean discardErased() {
    return true;
  }

  /**
   * Returns a listener for the changes made through this store, if no other process changes
   * anything. Use one at a time, and close it before the store.
   */
  default Optional<ChangeListener> listener() {
    return Optional.empty();
  }

  /** The figures of the database. */
  default List<Figure> figures() {
    return List.of();
  }

  /** Waits for running work and closes the database. */
  @Override
  void close();
}
