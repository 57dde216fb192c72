package dev.restauth.store;

import dev.restauth.store.ChangeStore.Numbered;
import dev.restauth.store.ChangeStore.Position;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Listener for the changes of all processes that share a database. It uses a connection of its own.
 * After each failure it connects again, to the host that accepts writes at that time. Used by one
 * thread, except for {@link #close}.
 */
public interface ChangeListener extends AutoCloseable {

  /**
   * Changes, with the state of the change log when they were read.
   *
   * @param position the last change of all
   * @param changes the changes after the requested number, the oldest first, at most as many as
   *     were requested
   * @param at the time by the database's clock
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
   * @param after the number of the last change that was read; 0 for all changes that were not
   *     purged
   * @param atMost the maximum number of changes, at least 1
   * @throws StoreUnavailableException within some 2 seconds if the database does not answer
   */
  Batch read(long after, long atMost);

  /**
   * Waits for a change that was committed since the last {@link #read} began; returns early if
   * there is one.
   *
   * @param atMost the longest wait, at least a millisecond
   * @throws StoreUnavailableException if the connection breaks while waiting
   */
  void await(Duration atMost);

  /**
   * Counts the processes that listen now, this one included.
   *
   * @throws StoreUnavailableException if the database does not answer
   */
  default long listeners() {
    return 1;
  }

  /** Closes the listener for good; a call that another thread is waiting in fails. */
  @Override
  void close();
}
