package dev.restauth.store;

import java.util.function.Function;

/** What can be read as it is at one moment. */
public interface Snapshots {

  /**
   * Runs {@code work} on a consistent snapshot. Writing there fails.
   *
   * @param work what to read
   * @return what {@code work} returned
   * @throws StoreUnavailableException where it cannot be read
   */
  <T> T reading(Function<Transaction, T> work);
}
