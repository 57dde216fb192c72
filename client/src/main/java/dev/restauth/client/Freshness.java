package dev.restauth.client;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Whether all that was revoked is known here, but for the last seconds. One thread writes, any number
 * read.
 */
final class Freshness {
  private final LongSupplier ticker;
  private final long staleAfter;
  private volatile long freshUntil;

  /**
   * Stale until something is heard.
   *
   * @param ticker nanoseconds, as of {@link System#nanoTime}
   */
  Freshness(LongSupplier ticker, Duration staleAfter) {
    this.ticker = ticker;
    this.staleAfter = staleAfter.toNanos();
    this.freshUntil = ticker.getAsLong();
  }

  /** All that had happened {@code age} nanoseconds ago is known. */
  void heard(long age) {
    long until = ticker.getAsLong() - age + staleAfter;
    if (until - freshUntil > 0) {
      freshUntil = until;
    }
  }

  /** Nothing more will be heard. */
  void lost() {
    long now = ticker.getAsLong();
    if (freshUntil - now > 0) {
      freshUntil = now;
    }
  }

  boolean isFresh() {
    return freshUntil - ticker.getAsLong() > 0;
  }

  /** For how many nanoseconds it has been stale; negative while it is fresh. */
  long staleFor() {
    return ticker.getAsLong() - freshUntil;
  }
}
