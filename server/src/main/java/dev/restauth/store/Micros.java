package dev.restauth.store;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Conversion of times to the stored form: microseconds since the epoch, in UTC. Every database can
 * store this as the same integer type.
 */
public final class Micros {
  private Micros() {}

  /** Converts a time to microseconds, and drops fractions of a microsecond. */
  public static long of(Instant instant) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
  }

  /** Converts stored microseconds to a time. */
  public static Instant instant(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }
}
