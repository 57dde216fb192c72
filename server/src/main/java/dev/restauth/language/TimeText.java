package dev.restauth.language;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** Times for users, in the same format for all languages: ISO 8601, in UTC and whole minutes. */
public final class TimeText {
  private static final DateTimeFormatter MINUTES =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private TimeText() {}

  /** Returns a time for users. */
  public static String of(Instant at) {
    return MINUTES.format(at);
  }

  /** Returns the same time in machine-readable form, in whole seconds. */
  public static String machine(Instant at) {
    return at.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
