package dev.restauth.store;

import java.time.Instant;
import java.util.List;

/**
 * Log of changes, through which processes notify each other. A transaction that changes an account,
 * a key or a revocation writes its changes to the log with its last statements. The first of them
 * locks the counter of changes until the commit. The numbers of the changes are therefore in commit
 * order. A reader that continues after the last number it has read misses no change.
 */
public interface ChangeStore {

  /**
   * Position in the log of changes.
   *
   * @param epoch the id of one history of the database. Numbers of different epochs cannot be
   *     compared
   * @param number the number of the last change; 0 if there was no change yet
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
   * Returns the changes after a number, oldest first. If some of these changes were purged, the
   * number of the first returned change is higher than {@code number} + 1.
   *
   * @param atMost the maximum number of changes, at least 1
   */
  List<Numbered> after(long number, long atMost);

  /**
   * Removes old changes.
   *
   * @param before a time; only changes made before it are removed
   * @param atMost the maximum number of changes, at least 1
   * @return the number of changes removed
   */
  int purge(Instant before, long atMost);
}
