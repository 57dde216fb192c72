package dev.restauth.login;

import dev.restauth.login.LoginFailureRows.FailureCount;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Log-ins of one kind that failed one after the other, and when the next may be tried. The first few
 * cost nothing. Those under way count as if they had failed; whoever has no place beside them waits a
 * moment for one that succeeds. Later each waits twice as long as the one before, and only one at a time
 * is tried. So trying many at once gains nothing. Thread-safe.
 */
final class Failures {
  /** More do not wait for those that are under way. */
  private static final int AT_ONCE = 64;

  /** For how long they wait at most. */
  private static final long WAITING_MILLIS = 2_000;

  private static final Duration SOON = Duration.ofSeconds(1);

  private int failed;
  private int trying;
  private int waiting;
  private long notBeforeMillis;

  /** Whether the store has them as well. */
  private boolean stored;

  /** When the last failure was that was learnt of. */
  private Instant learnt = Instant.MIN;

  /**
   * How long the next attempt has to wait; empty if it may be made.
   *
   * @param free how many failures cost nothing
   */
  synchronized Optional<Duration> delay(int free, long nowMillis) {
    if (failed < free ? waiting >= AT_ONCE : trying > 0) {
      return Optional.of(SOON);
    }
    return nowMillis < notBeforeMillis
        ? Optional.of(Duration.ofMillis(notBeforeMillis - nowMillis))
        : Optional.empty();
  }

  /**
   * As {@link #delay}; if the attempt may be made, it is under way until it has ended. Waits two seconds
   * at most for those that are.
   */
  synchronized Optional<Duration> begin(int free, long nowMillis) {
    if (!hasPlace(free)) {
      return Optional.of(SOON);
    }
    Optional<Duration> delay = delay(free, nowMillis);
    if (delay.isEmpty()) {
      trying++;
    }
    return delay;
  }

  private boolean hasPlace(int free) {
    long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(WAITING_MILLIS);
    while (failed < free && failed + trying >= free) {
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

  /** What was begun has ended, however. */
  synchronized void end() {
    trying--;
    notifyAll();
  }

  /**
   * One more has failed.
   *
   * @param most the longest delay
   * @return how many have failed
   */
  synchronized int add(int free, Duration most, long nowMillis) {
    failed = Math.min(failed + 1, Integer.MAX_VALUE - 1);
    delayFrom(nowMillis, free, most);
    return failed;
  }

  private void delayFrom(long lastMillis, int free, Duration most) {
    if (failed >= free) {
      long seconds = 1L << Math.min(failed - free, 30);
      notBeforeMillis = lastMillis + Math.min(seconds * 1_000, most.toMillis());
    }
  }

  /**
   * Goes on from what the store has, which all nodes count in. It has nothing of the first few; where
   * it had more and has it no longer, somebody has succeeded elsewhere.
   *
   * @param readAt when that was read, by the clock of the store
   */
  synchronized void learn(Optional<FailureCount> count, Instant readAt, int free, Duration most) {
    if (count.isPresent()) {
      if (count.get().lastAt().isBefore(learnt)) {
        return; // read before another attempt failed, which is known by now
      }
      learnt = count.get().lastAt();
      failed = (int) Math.min(count.get().failed(), Integer.MAX_VALUE - 1);
      stored = true;
      delayFrom(count.get().lastAt().toEpochMilli(), free, most);
    } else if (stored && trying == 0 && !readAt.isBefore(learnt)) { // else there was none yet
      forget();
    }
  }

  synchronized int count() {
    return failed;
  }

  /**
   * One has succeeded.
   *
   * @return whether the store is to forget them, too
   */
  synchronized boolean forget() {
    boolean was = stored;
    failed = 0;
    notBeforeMillis = 0;
    stored = false;
    return was;
  }
}
