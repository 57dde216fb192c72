package dev.restauth.log;

import java.util.Optional;
import java.util.logging.LogRecord;
import org.jspecify.annotations.Nullable;

/**
 * A line that is written unchanged, because it has its own format. Log it as the only parameter of
 * the message {@link #MESSAGE}.
 *
 * @param text one line of ASCII, without a line feed
 */
public record RawLine(String text) {
  /** The message with which a raw line is logged. */
  public static final String MESSAGE = "{0}";

  /** Returns the line of an event; empty if the event was not logged as a raw line. */
  static Optional<String> of(LogRecord event) {
    @Nullable Object @Nullable [] parameters = event.getParameters();
    return parameters != null && parameters.length == 1 && parameters[0] instanceof RawLine line
        ? Optional.of(line.text)
        : Optional.empty();
  }

  @Override
  public String toString() {
    return text;
  }
}
