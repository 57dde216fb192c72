package dev.restauth.store;

import java.util.function.Function;

/** Source of consistent snapshots. */
public interface Snapshots {

  /**
   * Runs {@code work} on a consistent snapshot, which is read-only.
   *
   * @param work the code that reads
   * @return the result of {@code work}
   * @throws StoreUnavailableException if the database cannot be read
   */
  <T> T reading(Function<Transaction, T> work);
}
