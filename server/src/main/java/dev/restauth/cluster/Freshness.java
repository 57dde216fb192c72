package dev.restauth.cluster;

import dev.restauth.http.UnavailableException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The age of this process's cached state: the time since the process had applied all changes of the others. Cached state
 * may be used up to a maximum age. Thread-safe; a check reads the clock and one field.
 */
public final class Freshness {
  /** The age at which a server is stale: it polls each second, but no poll has succeeded for this time. */
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

  /** Returns the freshness of a process that has its database to itself: always fresh. */
  public static Freshness always() {
    return new Freshness(true, Duration.ZERO, () -> 0);
  }

  /**
   * Returns the freshness of a process that is up to date now.
   *
   * @param maxStaleness the maximum age of cached state that may be used
   */
  public static Freshness within(Duration maxStaleness) {
    return within(maxStaleness, System::nanoTime);
  }

  static Freshness within(Duration maxStaleness, LongSupplier nanos) {
    return new Freshness(false, maxStaleness, nanos);
  }

  /** Records that all changes committed before {@code askedAt}, by {@link System#nanoTime}, are applied. */
  void update(long askedAt) {
    upToDateAt = askedAt;
  }

  /** Returns whether cached state may still be used. */
  public boolean isUsable() {
    return alone || nanos.getAsLong() - upToDateAt < maxStalenessNanos;
  }

  /**
   * Checks the age. Call it before using cached state.
   *
   * @throws UnavailableException if it is too old
   */
  public void require() {
    if (!isUsable()) {
      throw new UnavailableException(TOO_OLD);
    }
  }

  /** Returns whether the last successful poll was at least 3 s ago; cached state may still be usable then. */
  boolean isStale() {
    return !alone && age().compareTo(STALE) >= 0;
  }

  /** Returns whether no other process uses the database. */
  boolean alone() {
    return alone;
  }

  /** Returns the age of the state, never negative. */
  Duration age() {
    return Duration.ofNanos(Math.max(0, nanos.getAsLong() - upToDateAt));
  }

  /** Returns the maximum age of cached state that may be used. */
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
