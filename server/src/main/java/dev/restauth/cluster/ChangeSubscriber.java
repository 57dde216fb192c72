package dev.restauth.cluster;

import dev.restauth.store.ChangeStore.Numbered;
import dev.restauth.store.ChangeStore.Position;
import java.util.List;

/**
 * Receives all changes, including those of this process, after this process has applied them. A
 * single thread calls the subscriber, which must not block.
 */
public interface ChangeSubscriber {

  /**
   * Receives changes that were applied. The changes are in order, and there is no gap between two
   * calls.
   *
   * @param upTo the position of the last change
   */
  void applied(Position upTo, List<Numbered> changes);

  /**
   * Handles a reset: all cached state was read again, because changes could not be applied one by
   * one.
   *
   * @param from the current position; the next call begins with the change after it
   */
  void reset(Position from);

  /**
   * Reports that this process has applied all changes committed before {@code askedAt} (by {@link
   * System#nanoTime}).
   */
  void upToDate(long askedAt);
}
