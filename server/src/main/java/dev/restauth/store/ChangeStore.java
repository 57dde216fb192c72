package dev.restauth.store;

import java.time.Instant;
import java.util.List;

/**
 * Log of changes, by which processes notify each other. A transaction that changes an account, a
 * key or a revocation adds its changes as its last statements, so that their numbers are in the
 * order of the commits. So a reader that continues after the last number that it has read misses no
 * change.
 */
public interface ChangeStore {

  /**
   * Position in the log of changes.
   *
   * @param epoch the history of the database to which the numbers belong; they have no meaning in
   *     another history
   * @param number the number of the last change; 0 before the first
   */
  record Position(String epoch, long number) {}

  /**
   * Change with its number.
   *
   * @param number the number of the change; there are no gaps within an epoch
   */
  record Numbered(long number, Change change) {}

  /** Returns the position of the last change. */
  Position last();

  /**
   * Returns the changes after a number, the oldest first. If the next ones have been purged, the
   * first number returned is not the next one.
   *
   * @param atMost the maximum number of changes, at least 1
   */
  List<Numbered> after(long number, long atMost);

  /**
   * Removes old changes, which no process reads any more.
   *
   * @param before the time before which changes are removed
   * @param atMost the maximum number of changes, at least 1
   * @return the number of changes removed
   */
  int purge(Instant before, long atMost);
}
