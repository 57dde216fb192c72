package dev.restauth.login;

import dev.restauth.login.LoginFailureRows.FailureCount;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts consecutive failed log-ins to one user name, either from all unknown addresses together or
 * from one known address. Determines when the next attempt may begin. The first few failures cause
 * no delay. After that, only one attempt runs at a time, and each delay is twice as long as the
 * previous one.
 *
 * <p>Attempts in progress count as failures, so an attacker gains nothing from simultaneous
 * attempts. If only the attempts in progress would delay the next attempt, it waits briefly for one
 * of them to succeed. Thread-safe.
 */
final class Failures {
  /** Maximum number of attempts that wait for attempts in progress. */
  private static final int AT_ONCE = 64;

  /** Maximum time for which an attempt waits for attempts in progress. */
  private static final long WAITING_MILLIS = 2_000;

  private static final Duration RETRY_SOON = Duration.ofSeconds(1);

  private int failed;
  private int inProgress;
  private int waiting;
  private long notBeforeMillis;

  /** True if the store also contains the failures. */
  private boolean stored;

  /** The time of the last failure that was read from the store. */
  private Instant storedLastAt = Instant.MIN;

  /** The number of the last count that was applied from the store. */
  private long applied;

  /**
   * Returns how long the next attempt has to wait; empty if the attempt may begin now.
   *
   * @param free the number of failures that cause no delay
   */
  synchronized Optional<Duration> delay(int free, long nowMillis) {
    if (failed < free ? waiting >= AT_ONCE : inProgress > 0) {
      return Optional.of(RETRY_SOON);
    }
    return nowMillis < notBeforeMillis
        ? Optional.of(Duration.ofMillis(notBeforeMillis - nowMillis))
        : Optional.empty();
  }

  /**
   * Starts an attempt. If it has to wait, returns the delay instead, like {@link #delay}. A started
   * attempt is in progress until {@link #end}. Waits at most two seconds for other attempts in
   * progress.
   */
  synchronized Optional<Duration> begin(int free, long nowMillis) {
    if (!awaitSlot(free)) {
      return Optional.of(RETRY_SOON);
    }
    Optional<Duration> delay = delay(free, nowMillis);
    if (delay.isEmpty()) {
      inProgress++;
    }
    return delay;
  }

  private boolean awaitSlot(int free) {
    long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(WAITING_MILLIS);
    while (failed < free && failed + inProgress >= free) {
      long millis = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
      if (waiting >= AT_ONCE || millis <= 0) {
        return false;
      }
      waiting++;
      try {
        wait(millis);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      } finally {
        waiting--;
      }
    }
    return true;
  }

  /** Ends an attempt that is in progress, whatever its result. */
  synchronized void end() {
    inProgress--;
    notifyAll();
  }

  /**
   * Counts a failure.
   *
   * @param maxDelay the longest delay
   * @return the number of failures
   */
  synchronized int add(int free, Duration maxDelay, long nowMillis) {
    failed = Math.min(failed + 1, Integer.MAX_VALUE - 1);
    delayFrom(nowMillis, free, maxDelay);
    return failed;
  }

  private void delayFrom(long lastMillis, int free, Duration maxDelay) {
    if (failed >= free) {
      long seconds = 1L << Math.min(failed - free, 30);
      notBeforeMillis = lastMillis + Math.min(seconds * 1_000, maxDelay.toMillis());
    }
  }

  /**
   * Continues from the count in the store, which all servers share. The store contains no count
   * until failures cause a delay. If the count in the store has been removed, a log-in has
   * succeeded on another server.
   *
   * @param counts numbers the counts that this process applies
   * @param readAfter the last number before the count was read
   */
  synchronized void applyStored(
      Optional<FailureCount> count,
      AtomicLong counts,
      long readAfter,
      int free,
      Duration maxDelay) {
    if (count.isPresent()) {
      if (count.get().lastAt().isBefore(storedLastAt)) {
        return; // read before a failure that is already counted
      }
      storedLastAt = count.get().lastAt();
      failed = (int) Math.min(count.get().failed(), Integer.MAX_VALUE - 1);
      stored = true;
      applied = counts.incrementAndGet();
      delayFrom(count.get().lastAt().toEpochMilli(), free, maxDelay);
    } else if (stored && inProgress == 0 && applied <= readAfter) {
      // A count that was read before the first failure was stored must not reset the count in
      // memory.
      reset();
    }
  }

  synchronized int count() {
    return failed;
  }

  /**
   * Resets the count after a success.
   *
   * @return whether the count in the store must also be deleted
   */
  synchronized boolean reset() {
    boolean wasStored = stored;
    failed = 0;
    notBeforeMillis = 0;
    stored = false;
    return wasStored;
  }
}
