package dev.restauth.blocking;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Rounds up the duration of work that could show whether something exists (CWE-208). Thread-safe.
 *
 * @param step the duration to whose multiples it is rounded up; work usually takes much less, so that it takes one
 */
public record TimeGrid(Duration step) {
  /**
   * Runs work, and returns a whole number of steps after the call. Blocks the thread. An exception of the work is thrown
   * at once.
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
   * @param began when the work began, by {@link System#nanoTime}
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
