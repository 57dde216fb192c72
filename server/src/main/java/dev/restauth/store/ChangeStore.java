package dev.restauth.store;

import java.time.Instant;
import java.util.List;

/**
 * The changes that processes tell each other of. Whatever changes an account, a key or a revocation
 * through this store adds them itself, as the last statements of its transaction, so that their numbers
 * are in the order of the commits: who has read up to a number misses nothing by reading on from there.
 */
public interface ChangeStore {

  /**
   * A place among the changes.
   *
   * @param epoch the history of the database that numbers belong to; in another they mean nothing
   * @param number of the last change, 0 before the first
   */
  record Position(String epoch, long number) {}

  /**
   * A change with its number.
   *
   * @param number without gaps within an epoch
   */
  record Numbered(long number, Change change) {}

  /** The last change. */
  Position last();

  /**
   * The changes after a number, the oldest first. Those before the first one may have been purged: then
   * its number is not the next.
   *
   * @param atMost how many, at least 1
   */
  List<Numbered> after(long number, long atMost);

  /**
   * Removes changes that are older than anybody reads on from.
   *
   * @param atMost how many, at least 1
   * @return how many were removed
   */
  int purge(Instant before, long atMost);
}
