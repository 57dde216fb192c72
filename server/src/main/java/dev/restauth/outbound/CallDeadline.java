package dev.restauth.outbound;

import java.time.Duration;

/** The deadline of a call, on the clock of {@link System#nanoTime}. */
record CallDeadline(long nanoTime) {
  /** Returns the deadline that is {@code time} from now. */
  static CallDeadline in(Duration time) {
    return new CallDeadline(System.nanoTime() + time.toNanos());
  }

  /** Returns the remaining nanoseconds; 0 if the deadline has passed. */
  long nanosLeft() {
    return Math.max(0, nanoTime - System.nanoTime());
  }
}
