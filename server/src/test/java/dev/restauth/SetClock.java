package dev.restauth;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that stands still until a test moves it. */
public final class SetClock implements InstantSource {
  private volatile Instant now = Instant.parse("2026-11-25T12:00:00Z");

  @Override
  public Instant instant() {
    return now;
  }

  /** Moves it, back with a negative duration. */
  public void move(Duration duration) {
    now = now.plus(duration);
  }
}
