package dev.restauth.cluster;

import dev.restauth.store.ChangeStore.Numbered;
import dev.restauth.store.ChangeStore.Position;
import java.util.List;

/**
 * Receives all changes after this process has applied them, including its own. One thread calls it; it must not block.
 */
public interface ChangeSubscriber {

  /**
   * Receives changes that are applied, in their order and without a gap since the last call.
   *
   * @param upTo the position of the last one
   */
  void applied(Position upTo, List<Numbered> changes);

  /**
   * Called after everything was read again, because changes could not be applied one by one.
   *
   * @param from the current position; the next call begins with the change after it
   */
  void reset(Position from);

  /** Called if all changes committed before {@code askedAt}, by {@link System#nanoTime}, are applied. */
  void upToDate(long askedAt);
}
