package dev.restauth.store;

import java.util.Optional;
import java.util.function.Function;

/**
 * The database as the features see it. Thread-safe; callers may be virtual threads, the work runs on
 * theirs or on threads of the store's own.
 *
 * <p>Every method throws {@link StoreUnavailableException} where the database cannot do its work.
 * Nothing of a failed transaction remains, but where the commit itself failed: what it changed may be
 * seen at once or after the next start, so that whoever keeps copies of it has to drop them.
 */
public interface Store extends Snapshots, AutoCloseable {

  /**
   * Runs {@code work} in one write transaction and returns its value once the commit is durable
   * (fsync done). An exception thrown by {@code work} rolls everything back and is rethrown.
   *
   * <p>Where the commit was asked for and nobody knows what became of it, a {@link CommitInDoubtException}
   * says so, if the store can tell that from other failures.
   *
   * @param work what to do; must not wait for anything but the transaction, since other writers wait; is done
   *     once more where the database undid it, and so must have no effect but by the transaction
   * @return what {@code work} returned
   */
  <T> T inTransaction(Function<Transaction, T> work);

  /**
   * Makes sure that the database still lies where it was opened, before somebody else opens it there.
   *
   * @throws StoreUnavailableException where it does not
   */
  void confirmInPlace();

  /**
   * Hears of what is changed through this store, where no other process changes anything; one at a time,
   * to be closed before this.
   */
  default Optional<ChangeListener> listener() {
    return Optional.empty();
  }

  /** Finishes what runs and closes the database. */
  @Override
  void close();
}
