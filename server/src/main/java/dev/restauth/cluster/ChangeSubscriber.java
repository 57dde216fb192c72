package dev.restauth.cluster;

import dev.restauth.store.ChangeStore.Numbered;
import dev.restauth.store.ChangeStore.Position;
import java.util.List;

/**
 * Is told of all changes, also those of this process, once they are known here; by one thread, which it
 * must not keep waiting.
 */
public interface ChangeSubscriber {

  /**
   * They are known here, in their order and without a gap since the last.
   *
   * @param upTo the last of them
   */
  void told(Position upTo, List<Numbered> changes);

  /**
   * Everything was read anew, since changes could not be followed one by one.
   *
   * @param from the next to be told is the one after it
   */
  void afresh(Position from);

  /** All is known that had been changed when the question was asked, by {@link System#nanoTime}. */
  void upToDate(long askedAt);
}
