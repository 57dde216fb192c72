package dev.restauth.outbound;

import java.time.Duration;

/** The end of a call, on the clock of {@link System#nanoTime}. */
record CallDeadline(long nanoTime) {
  /** The deadline after this time from now. */
  static CallDeadline in(Duration time) {
    return new CallDeadline(System.nanoTime() + time.toNanos());
  }

  /** Returns the nanoseconds that are left; 0 if it has passed. */
  long nanosLeft() {
    return Math.max(0, nanoTime - System.nanoTime());
  }
}
