package dev.restauth.log;

import java.util.Optional;
import java.util.logging.LogRecord;
import org.jspecify.annotations.Nullable;

/**
 * A line that is written as it is, in a form of its own. Log it as the only parameter of the message {@link #MESSAGE}.
 *
 * @param text one line of ASCII, without a line feed
 */
public record RawLine(String text) {
  /** The message to log such a line with. */
  public static final String MESSAGE = "{0}";

  /** The line of an event, if it was logged as one. */
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
