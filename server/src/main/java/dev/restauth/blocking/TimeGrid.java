package dev.restauth.mail;

import dev.restauth.blocking.Blocking;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Rounds up the duration of work that could show whether an account exists (CWE-208). The statements are the same for
 * a mail and a decoy, but the row of a decoy has fewer index entries: a difference of some 50 µs.
 */
final class TimeGrid {
  private static final long STEP_NANOS = Duration.ofMillis(10).toNanos();

  private TimeGrid() {}

  /**
   * Runs work, and returns a whole number of steps of 10 ms after the call. Blocks the thread. An exception of the work
   * is thrown at once.
   */
  static <T> T run(Supplier<T> work) {
    Blocking.begin();
    long began = System.nanoTime();
    T result = work.get();
    long steps = (System.nanoTime() - began) / STEP_NANOS + 1;
    long end = began + steps * STEP_NANOS;
    for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
    return result;
  }
}
