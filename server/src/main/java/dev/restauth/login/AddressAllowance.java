package dev.restauth.login;

import java.time.Duration;
import java.util.Optional;

/**
 * How many more log-ins of one client address may fail: so many at once, then one each interval.
 * Thread-safe. (A leaky bucket, kept as the time at which it will be empty, as in ATM's GCRA.)
 */
final class AddressAllowance {
  private long emptyAtMillis;

  /**
   * How long the next attempt has to wait; empty where it may be made.
   *
   * @param most how many may fail at once, at least 1
   */
  synchronized Optional<Duration> delay(int most, Duration interval, long nowMillis) {
    long wait = emptyAtMillis - nowMillis - (most - 1) * interval.toMillis();
    return wait > 0 ? Optional.of(Duration.ofMillis(wait)) : Optional.empty();
  }

  /** One more has failed. */
  synchronized void add(Duration interval, long nowMillis) {
    emptyAtMillis = Math.max(emptyAtMillis, nowMillis) + interval.toMillis();
  }
}
