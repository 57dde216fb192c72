package dev.restauth.adopt.source;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoField;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Parses times as databases write them: a date with or without a time of day, or a Unix time. A
 * time without an offset is in UTC.
 */
final class DatabaseTimes {
  private static final Pattern UNIX = Pattern.compile("[0-9]{1,13}");

  /** The highest Unix time in seconds, in the year 5138. A higher number is in milliseconds. */
  private static final long SECONDS_AT_MOST = 99_999_999_999L;

  private static final Instant END = Instant.parse("9999-12-31T00:00:00Z");

  private static final DateTimeFormatter FORMAT =
      new DateTimeFormatterBuilder()
          .append(DateTimeFormatter.ISO_LOCAL_DATE)
          .optionalStart()
          .appendPattern("['T'][' ']HH:mm[:ss]")
          .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
          .optionalEnd()
          .appendPattern("[ ][XXX][X]")
          .parseDefaulting(ChronoField.HOUR_OF_DAY, 0)
          .parseDefaulting(ChronoField.MINUTE_OF_HOUR, 0)
          .toFormatter(Locale.ROOT);

  private DatabaseTimes() {}

  /** Parses a time; empty if the text is not a time, or outside the years 1970 to 9999. */
  static Optional<Instant> instant(String text) {
    try {
      Instant instant =
          UNIX.matcher(text).matches() ? unix(Long.parseLong(text)) : dated(text.strip());
      return Optional.of(instant).filter(i -> !i.isBefore(Instant.EPOCH) && i.isBefore(END));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  private static Instant unix(long number) {
    return number > SECONDS_AT_MOST ? Instant.ofEpochMilli(number) : Instant.ofEpochSecond(number);
  }

  private static Instant dated(String text) {
    return switch (FORMAT.parseBest(text, OffsetDateTime::from, LocalDateTime::from)) {
      case OffsetDateTime time -> time.toInstant();
      case LocalDateTime time -> time.toInstant(ZoneOffset.UTC);
      default -> throw new DateTimeParseException("no time", text, 0);
    };
  }
}
