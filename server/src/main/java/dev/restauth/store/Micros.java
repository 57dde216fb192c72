package dev.restauth.store;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Conversion of times to their stored form: microseconds since the epoch, UTC. This is one integer
 * type on every database.
 */
public final class Micros {
  private Micros() {}

  /** Converts a time, and drops fractions of a microsecond. */
  public static long of(Instant instant) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
  }

  /** Converts a stored number to a time. */
  public static Instant instant(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }
}
