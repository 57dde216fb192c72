package dev.restauth.store;

import dev.restauth.store.ChangeStore.Numbered;
import dev.restauth.store.ChangeStore.Position;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Listener for the changes of all processes that share a database. Each listener has its own
 * connection. After a failure, the listener reconnects to the host that accepts writes at that
 * time. Only one thread may use a listener, except for {@link #close}.
 */
public interface ChangeListener extends AutoCloseable {

  /**
   * Changes, and the state of the change log at the time of the read.
   *
   * @param position the position of the newest change in the log
   * @param changes the changes after the requested number, the oldest first, at most as many as
   *     were requested
   * @param at the time of the read, by the database's clock
   */
  record Batch(Position position, List<Numbered> changes, Instant at) {
    /** Copies the list. */
    public Batch {
      changes = List.copyOf(changes);
    }
  }

  /**
   * Reads the changes after a number.
   *
   * @param after the number of the last change that the caller has read; 0 to read all changes that
   *     were not purged
   * @param atMost the maximum number of changes, at least 1
   * @throws StoreUnavailableException after about 2 seconds, if the database does not answer
   */
  Batch read(long after, long atMost);

  /**
   * Waits until a change has been committed since the last {@link #read} began, but not longer than
   * {@code atMost}.
   *
   * @param atMost the longest wait, at least a millisecond
   * @throws StoreUnavailableException if the connection breaks while waiting
   */
  void await(Duration atMost);

  /**
   * Counts the processes that are listening, including this one.
   *
   * @throws StoreUnavailableException if the database does not answer
   */
  default long listeners() {
    return 1;
  }

  /**
   * Closes the listener for good. If another thread is waiting in a call of this listener, that
   * call fails.
   */
  @Override
  void close();
}
