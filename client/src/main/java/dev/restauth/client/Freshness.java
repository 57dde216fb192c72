package dev.restauth.client;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The freshness of the state: whether the state has all revocations, except perhaps those of the
 * last seconds. The arrival of a heartbeat proves nothing, because a proxy may delay the stream by
 * a minute while heartbeats still arrive each second. All times are therefore measured from the
 * request for the stream: the server cannot have begun the stream before that request. One thread
 * writes, and any thread may read.
 */
final class Freshness {
  /** The limit of durations, in nanoseconds, so that no sum overflows: about 30 years. */
  static final long LONGEST = TimeUnit.SECONDS.toNanos(1_000_000_000);

  private static final long DRIFT_AFTER = TimeUnit.SECONDS.toNanos(60);

  private final LongSupplier ticker;
  private final long staleAfter;
  private long requestedAt;
  private volatile long freshUntil;

  /** The timeliness of a heartbeat. */
  enum Arrival {
    IN_TIME,
    /**
     * A heartbeat that is in time, although the clocks of client and server seem to have drifted
     * apart by more than half of {@code staleAfter}. The stream is older than a minute. If the
     * client's clock is too fast, the state would soon appear stale. If it is too slow, the client
     * would not notice a delay of the stream. A new request for the stream corrects both errors.
     */
    DRIFTED,
    /**
     * A heartbeat that is too old to prove freshness. Later heartbeats on the same stream will be
     * too old as well.
     */
    TOO_LATE
  }

  /**
   * Creates the freshness of a stale state.
   *
   * @param ticker the time in nanoseconds, like {@link System#nanoTime}
   */
  Freshness(LongSupplier ticker, Duration staleAfter) {
    this.ticker = ticker;
    this.staleAfter = staleAfter.toNanos();
    this.requestedAt = ticker.getAsLong();
    this.freshUntil = requestedAt;
  }

  /** Records the request for a stream. Must be called just before the request. */
  void requested() {
    requestedAt = ticker.getAsLong();
  }

  /**
   * Records a heartbeat. Both times are in nanoseconds, from 0 to {@link #LONGEST}.
   *
   * @param age the age of the server's state at the time of sending
   * @param since the age of the stream at the time of sending, measured from the receipt of the
   *     request for the stream
   */
  Arrival heartbeat(long age, long since) {
    long now = ticker.getAsLong();
    long open = now - requestedAt;
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

  /** Marks the state stale immediately. */
  void markStale() {
    long now = ticker.getAsLong();
    if (freshUntil - now > 0) {
      freshUntil = now;
    }
  }

  boolean isFresh() {
    return freshUntil - ticker.getAsLong() > 0;
  }

  /**
   * Returns how long the state has been stale, in nanoseconds. The value is negative while the
   * state is fresh.
   */
  long staleFor() {
    return ticker.getAsLong() - freshUntil;
  }
}
