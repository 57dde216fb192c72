package dev.restauth.docs;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** The system's clock, moved forward by the time that a document sleeps. */
final class MovedClock implements InstantSource {
  private volatile Duration slept = Duration.ZERO;

  @Override
  public Instant instant() {
    return InstantSource.system().instant().plus(slept);
  }

  void sleep(Duration duration) {
    slept = slept.plus(duration);
  }
}
