package dev.restauth.client;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A position in the feed. The text of a position is the id of an event: {@code EPOCH-NUMBER}.
 *
 * @param epoch the epoch of the number; numbers of different epochs cannot be compared
 */
record Position(String epoch, long number) {
  /**
   * Ids that are valid in an HTTP header. With any other id, the client could not request the
   * stream again.
   */
  private static final Pattern FORM = Pattern.compile("([!-,.-~]{1,100})-([0-9]{1,18})");

  static Position parse(String id) throws FeedStreamException {
    Matcher parts = FORM.matcher(id);
    if (!parts.matches()) {
      throw new FeedStreamException("an id has the wrong form");
    }
    return new Position(parts.group(1), Long.parseLong(parts.group(2)));
  }

  @Override
  public String toString() {
    return epoch + "-" + number;
  }
}
