package dev.restauth.adopt.source;

import dev.restauth.adopt.sql.LegacyRow;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Parses times as exports write them. All methods return empty if the time is malformed, or before
 * 1970 or after 9999.
 */
final class ExportTimes {
  private static final Pattern DATE_AND_TIME =
      Pattern.compile(
          "([0-9]{4}-[0-9]{2}-[0-9]{2})"
              + "(?:[T ]([0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\\.[0-9]{1,9})?)?)"
              + " ?(Z|UTC|[+-][0-9]{2}(?::?[0-9]{2})?)?)?");
  private static final Pattern GENERALIZED =
      Pattern.compile(
          "([0-9]{4})([0-9]{2})([0-9]{2})([0-9]{2})([0-9]{2})([0-9]{2})(?:\\.[0-9]+)?Z");
  private static final Instant FIRST = Instant.EPOCH;
  private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");

  private ExportTimes() {}

  /**
   * Parses a time in ISO 8601, or in the similar form that SQL databases print. A time without an
   * offset is in UTC.
   */
  static Optional<Instant> dateAndTime(String text) {
    Matcher parts = DATE_AND_TIME.matcher(text);
    if (!parts.matches()) {
      return Optional.empty();
    }
    String time = Optional.ofNullable(parts.group(2)).orElse("00:00");
    String offset = Optional.ofNullable(parts.group(3)).filter(o -> !o.equals("UTC")).orElse("Z");
    try {
      return Optional.of(
              LocalDate.parse(parts.group(1))
                  .atTime(LocalTime.parse(time))
                  .toInstant(ZoneOffset.of(offset)))
          .filter(ExportTimes::isInRange);
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /** Parses GeneralizedTime in UTC (RFC 4517 section 3.3.13). */
  static Optional<Instant> generalized(String text) {
    Matcher parts = GENERALIZED.matcher(text);
    return parts.matches()
        ? dateAndTime(parts.replaceFirst("$1-$2-$3T$4:$5:$6Z"))
        : Optional.empty();
  }

  /** Parses milliseconds since 1970. */
  static Optional<Instant> millis(String text) {
    return LegacyRow.whole(text).map(Instant::ofEpochMilli).filter(ExportTimes::isInRange);
  }

  private static boolean isInRange(Instant time) {
    return !time.isBefore(FIRST) && !time.isAfter(LAST);
  }
}
