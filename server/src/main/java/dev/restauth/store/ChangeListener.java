package dev.restauth.store;

import dev.restauth.store.ChangeStore.Numbered;
import dev.restauth.store.ChangeStore.Position;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Hears of the changes that all who share a database make, on a connection of its own, which it makes
 * anew after each failure, to whichever host can be written to then. For one thread, but for closing.
 */
public interface ChangeListener extends AutoCloseable {

  /**
   * What there was at one moment.
   *
   * @param position the last change of all
   * @param changes after the number that was asked for, the oldest first, as many as were asked for
   * @param at the time by the database
   */
  record News(Position position, List<Numbered> changes, Instant at) {
    /** Keeps a copy. */
    public News {
      changes = List.copyOf(changes);
    }
  }

  /**
   * Reads on from a number.
   *
   * @param after 0 for all that were not purged
   * @param atMost how many changes, at least 1
   * @throws StoreUnavailableException within some 2 seconds where the database does not answer
   */
  News read(long after, long atMost);

  /**
   * Waits for a change that was committed since the last {@link #read} began; returns early where there
   * is one.
   *
   * @param atMost for how long, at least a millisecond
   * @throws StoreUnavailableException where the connection breaks meanwhile
   */
  void await(Duration atMost);

  /** Ends what another thread is waiting for, which fails then; for good. */
  @Override
  void close();
}
