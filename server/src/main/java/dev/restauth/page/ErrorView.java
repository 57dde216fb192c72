package dev.restauth.page;

import java.util.Set;

/**
 * The page that a browser gets instead of a problem (RFC 9457).
 *
 * @param sentence the sentence for the status
 */
public record ErrorView(Message sentence) implements View {
  /** The statuses that have their own sentence. */
  private static final Set<Integer> STATUSES = Set.of(400, 403, 404, 405, 414, 429, 500, 503);

  /** Returns the page for a status. */
  public static ErrorView of(int status) {
    return new ErrorView(
        Message.of(
            "page.error." + (STATUSES.contains(status) ? Integer.toString(status) : "other")));
  }

  @Override
  public String template() {
    return "page/error.jte";
  }
}
