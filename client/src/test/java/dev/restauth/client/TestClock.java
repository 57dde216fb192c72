package dev.restauth.client;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** A clock and a ticker that stand still until a test moves them. */
final class TestClock implements InstantSource, LongSupplier {
  static final Instant START = Instant.parse("2026-11-25T12:00:00Z");

  private final AtomicLong nanoseconds = new AtomicLong();

  void pass(Duration time) {
    nanoseconds.addAndGet(time.toNanos());
  }

  @Override
  public Instant instant() {
    return START.plusNanos(nanoseconds.get());
  }

  @Override
  public long getAsLong() {
    return nanoseconds.get();
  }
}
