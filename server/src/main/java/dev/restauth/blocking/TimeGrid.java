package dev.restauth.blocking;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Rounds up the duration of work whose exact duration could reveal whether something exists
 * (CWE-208). Thread-safe.
 *
 * @param step the unit to which durations are rounded up; most work takes much less, and so is
 *     rounded up to one step
 */
public record TimeGrid(Duration step) {
  /**
   * Runs work. Returns the result when a whole number of steps has passed since the call. Blocks
   * the thread. If the work throws an exception, this method throws the exception immediately.
   */
  public <T> T run(Supplier<T> work) {
    Blocking.begin();
    long began = System.nanoTime();
    T result = work.get();
    await(began);
    return result;
  }

  /**
   * Blocks the thread until a whole number of steps has passed.
   *
   * @param began the time at which the work began, by {@link System#nanoTime}
   */
  public void await(long began) {
    Blocking.begin();
    long stepNanos = step.toNanos();
    long steps = (System.nanoTime() - began) / stepNanos + 1;
    long end = began + steps * stepNanos;
    for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }
}
