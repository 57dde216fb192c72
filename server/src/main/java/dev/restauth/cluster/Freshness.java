package dev.restauth.cluster;

import dev.restauth.http.UnavailableException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The age of this process's cached state: the time since this process last had applied all changes
 * of the other servers. Cached state may be used up to a maximum age. Thread-safe. A check only
 * reads the clock and one field.
 */
public final class Freshness {
  /**
   * The age at which a server is stale. The server polls every second, so several polls in a row
   * have failed by then.
   */
  static final Duration STALE = Duration.ofSeconds(3);

  private static final String TOO_OLD =
      "This server has received nothing from the database for too long to know whether these"
          + " credentials are still valid. Try again in a few seconds.";

  private final boolean alone;
  private final long maxStalenessNanos;
  private final LongSupplier nanos;
  private volatile long upToDateAt;

  private Freshness(boolean alone, Duration maxStaleness, LongSupplier nanos) {
    this.alone = alone;
    this.maxStalenessNanos = maxStaleness.toNanos();
    this.nanos = nanos;
    this.upToDateAt = nanos.getAsLong();
  }

  /**
   * Returns the freshness of a process that uses its database alone. Such a process is always
   * fresh.
   */
  public static Freshness always() {
    return new Freshness(true, Duration.ZERO, () -> 0);
  }

  /**
   * Returns the freshness of a process that is currently up to date.
   *
   * @param maxStaleness the maximum age of usable cached state
   */
  public static Freshness within(Duration maxStaleness) {
    return within(maxStaleness, System::nanoTime);
  }

  static Freshness within(Duration maxStaleness, LongSupplier nanos) {
    return new Freshness(false, maxStaleness, nanos);
  }

  /**
   * Records that this process has applied all changes committed before {@code askedAt} (by {@link
   * System#nanoTime}).
   */
  void update(long askedAt) {
    upToDateAt = askedAt;
  }

  /** Returns whether cached state may still be used. */
  public boolean isUsable() {
    return alone || nanos.getAsLong() - upToDateAt < maxStalenessNanos;
  }

  /**
   * Checks the age of cached state. Must be called before cached state is used.
   *
   * @throws UnavailableException if the state is too old
   */
  public void require() {
    if (!isUsable()) {
      throw new UnavailableException(TOO_OLD);
    }
  }

  /**
   * Returns whether the last successful poll was at least 3 s ago. Cached state may still be
   * usable.
   */
  boolean isStale() {
    return !alone && age().compareTo(STALE) >= 0;
  }

  /** Returns whether no other process uses the database. */
  boolean alone() {
    return alone;
  }

  /** Returns the age of the state, which is never negative. */
  Duration age() {
    return Duration.ofNanos(Math.max(0, nanos.getAsLong() - upToDateAt));
  }

  /** Returns the maximum age of usable cached state. */
  Duration maxStaleness() {
    return Duration.ofNanos(maxStalenessNanos);
  }

  @Override
  public String toString() {
    return alone
        ? "alone"
        : "up to date " + TimeUnit.NANOSECONDS.toMillis(age().toNanos()) + " ms ago";
  }
}
