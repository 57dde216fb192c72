package dev.restauth.client;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place in the feed, whose text is the id of an event: {@code EPOCH-NUMBER}.
 *
 * @param epoch the history that numbers belong to; in another they mean nothing
 */
record Position(String epoch, long number) {
  /** What can be sent back as a field of HTTP: else no stream could be asked for ever again. */
  private static final Pattern FORM = Pattern.compile("([!-,.-~]{1,100})-([0-9]{1,18})");

  static Position parse(String id) throws FeedStreamException {
    Matcher parts = FORM.matcher(id);
    if (!parts.matches()) {
      throw new FeedStreamException("an id is of another form");
    }
    return new Position(parts.group(1), Long.parseLong(parts.group(2)));
  }

  @Override
  public String toString() {
    return epoch + "-" + number;
  }
}
