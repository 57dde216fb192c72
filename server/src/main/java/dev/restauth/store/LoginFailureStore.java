package dev.restauth.store;

import java.time.Instant;
import java.util.Optional;

/**
 * Log-ins that failed one after the other, as keyed digests of who was meant: nobody can read from the
 * database whose name was tried. Each call is atomic.
 */
public interface LoginFailureStore {

  /**
   * How often.
   *
   * @param failed one after the other, at least 1
   * @param lastAt when the last one did, to the microsecond
   */
  record FailureCount(long failed, Instant lastAt) {}

  /** What was counted, or empty. */
  Optional<FailureCount> find(byte[] digest);

  /**
   * Counts one more.
   *
   * @param atLeast what the count is then at least, 1 or more
   * @return what it is then
   */
  FailureCount add(byte[] digest, long atLeast, Instant at);

  /** Begins to count from nothing. */
  void forget(byte[] digest);

  /**
   * Removes counts.
   *
   * @param before those whose last failure is older
   * @param atMost how many, at least 1
   * @return how many were removed
   */
  int purge(Instant before, long atMost);
}
