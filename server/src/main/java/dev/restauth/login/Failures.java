package dev.restauth.login;

import java.time.Duration;
import java.util.Optional;

/**
 * Log-ins of one kind that failed one after the other, and when the next may be tried. The first few
 * cost nothing; from then on each waits twice as long as the one before, and only one at a time is
 * tried, so that trying many at once gains nothing. Thread-safe.
 */
final class Failures {
  /** However many arrive at once before the first has failed. */
  private static final int AT_ONCE = 64;

  private static final Duration SOON = Duration.ofSeconds(1);

  private int failed;
  private int trying;
  private long notBeforeMillis;

  /**
   * How long the next attempt has to wait; empty where it may be made.
   *
   * @param free how many failures cost nothing
   */
  synchronized Optional<Duration> delay(int free, long nowMillis) {
    if (trying >= (failed < free ? AT_ONCE : 1)) {
      return Optional.of(SOON);
    }
    return nowMillis < notBeforeMillis
        ? Optional.of(Duration.ofMillis(notBeforeMillis - nowMillis))
        : Optional.empty();
  }

  /** As {@link #delay}; where the attempt may be made, it is under way until it has ended. */
  synchronized Optional<Duration> begin(int free, long nowMillis) {
    Optional<Duration> delay = delay(free, nowMillis);
    if (delay.isEmpty()) {
      trying++;
    }
    return delay;
  }

  /** What was begun has ended, however. */
  synchronized void end() {
    trying--;
  }

  /**
   * One more has failed.
   *
   * @param most the longest delay
   */
  synchronized void add(int free, Duration most, long nowMillis) {
    failed = Math.min(failed + 1, Integer.MAX_VALUE - 1);
    if (failed >= free) {
      long seconds = 1L << Math.min(failed - free, 30);
      notBeforeMillis = nowMillis + Math.min(seconds * 1_000, most.toMillis());
    }
  }

  synchronized int count() {
    return failed;
  }

  /** One has succeeded. */
  synchronized void forget() {
    failed = 0;
    notBeforeMillis = 0;
  }
}
