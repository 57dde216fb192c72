package dev.restauth.client;

/**
 * A place in the feed, whose text is the id of an event: {@code EPOCH-NUMBER}.
 *
 * @param epoch the history that numbers belong to; in another they mean nothing
 */
record Position(String epoch, long number) {

  static Position parse(String id) throws BrokenStream {
    int dash = id.lastIndexOf('-');
    String digits = id.substring(dash + 1);
    if (dash < 1 || !digits.chars().allMatch(each -> each >= '0' && each <= '9')) {
      throw new BrokenStream("an id is of another form");
    }
    try {
      return new Position(id.substring(0, dash), Long.parseLong(digits));
    } catch (NumberFormatException e) {
      throw new BrokenStream("an id is of another form");
    }
  }

  @Override
  public String toString() {
    return epoch + "-" + number;
  }
}
