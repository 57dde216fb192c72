package dev.restauth.client;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Whether all that was revoked is known here, but for the last seconds. When a heartbeat arrives says
 * nothing of that: a proxy that holds a stream back for a minute lets one through each second, too. So
 * time is counted from when the stream was asked for, before which its server cannot have begun. One
 * thread writes, any number read.
 */
final class Freshness {
  /** Of an age and the like, in nanoseconds, so that no sum overflows: some 30 years. */
  static final long LONGEST = TimeUnit.SECONDS.toNanos(1_000_000_000);

  private static final long DRIFT_AFTER = TimeUnit.SECONDS.toNanos(60);

  private final LongSupplier ticker;
  private final long staleAfter;
  private long askedAt;
  private volatile long freshUntil;

  /** How a heartbeat came. */
  enum Arrival {
    IN_TIME,
    /**
     * In time, but on a stream older than a minute our clock and the server's seem to have run apart by
     * more than half of what makes it stale. Where ours is ahead it would be stale for that before long;
     * where it is behind, as much of what holds the stream back is not seen. Asking for the stream once
     * more sets that right.
     */
    DRIFTED,
    /** It says nothing any more; nor will those that come after it on the same way. */
    TOO_LATE
  }

  /**
   * Stale until something is heard.
   *
   * @param ticker nanoseconds, as of {@link System#nanoTime}
   */
  Freshness(LongSupplier ticker, Duration staleAfter) {
    this.ticker = ticker;
    this.staleAfter = staleAfter.toNanos();
    this.askedAt = ticker.getAsLong();
    this.freshUntil = askedAt;
  }

  /** A stream is being asked for: called just before. */
  void asked() {
    askedAt = ticker.getAsLong();
  }

  /**
   * A heartbeat came. Both times are in nanoseconds, from 0 to {@link #LONGEST}.
   *
   * @param age how long before it was sent all had been known at the server
   * @param since how long before it was sent the server had been asked for this stream
   */
  Arrival heard(long age, long since) {
    long now = ticker.getAsLong();
    long open = now - askedAt;
    long late = Math.max(0, open - since);
    long until = now - late - age + staleAfter;
    if (until - freshUntil > 0) {
      freshUntil = until;
    }
    if (late >= staleAfter) {
      return Arrival.TOO_LATE;
    }
    boolean apart = Math.abs(open - since) > staleAfter / 2;
    return apart && open > DRIFT_AFTER ? Arrival.DRIFTED : Arrival.IN_TIME;
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
