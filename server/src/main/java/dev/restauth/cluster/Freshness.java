package dev.restauth.cluster;

import dev.restauth.http.UnavailableException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How long ago this process knew all that others had changed. What it remembers counts for a while after
 * that, and then no more. Thread-safe; asking costs two reads, one of them of the clock.
 */
public final class Freshness {
  /** What a server is that hears each second, and has not for this long. */
  static final Duration STALE = Duration.ofSeconds(3);

  private static final String TOO_OLD =
      "This server has not heard from the database for too long to know whether what was sent still"
          + " counts. Try again in a few seconds.";

  private final boolean alone;
  private final long atMostNanos;
  private final LongSupplier nanos;
  private volatile long heardAt;

  private Freshness(boolean alone, Duration atMost, LongSupplier nanos) {
    this.alone = alone;
    this.atMostNanos = atMost.toNanos();
    this.nanos = nanos;
    this.heardAt = nanos.getAsLong();
  }

  /** Of a process that alone works on its database. */
  public static Freshness always() {
    return new Freshness(true, Duration.ZERO, () -> 0);
  }

  /**
   * Of one that has just heard.
   *
   * @param atMost for how long what is remembered counts
   */
  public static Freshness within(Duration atMost) {
    return within(atMost, System::nanoTime);
  }

  static Freshness within(Duration atMost, LongSupplier nanos) {
    return new Freshness(false, atMost, nanos);
  }

  /** All is known that had been changed when the question was asked, by {@link System#nanoTime}. */
  void heard(long askedAt) {
    heardAt = askedAt;
  }

  /** Whether what is remembered counts. */
  public boolean lasts() {
    return alone || nanos.getAsLong() - heardAt < atMostNanos;
  }

  /**
   * To be called before something remembered is relied on.
   *
   * @throws UnavailableException where it does not count
   */
  public void require() {
    if (!lasts()) {
      throw new UnavailableException(TOO_OLD);
    }
  }

  /** Whether others are still shown to hear, while what is remembered may count all the same. */
  boolean stale() {
    return !alone && heardAgo().compareTo(STALE) >= 0;
  }

  /** Whether there are others to hear of. */
  boolean alone() {
    return alone;
  }

  /** How long ago it heard; negative never. */
  Duration heardAgo() {
    return Duration.ofNanos(Math.max(0, nanos.getAsLong() - heardAt));
  }

  /** For how long what is remembered counts after that. */
  Duration atMost() {
    return Duration.ofNanos(atMostNanos);
  }

  @Override
  public String toString() {
    return alone
        ? "alone"
        : "heard " + TimeUnit.NANOSECONDS.toMillis(heardAgo().toNanos()) + " ms ago";
  }
}
