package dev.restauth.page;

/**
 * The page that takes the place of a problem.
 *
 * @param sentence the sentence for the status, which never changes
 */
public record ErrorView(String sentence) implements View {
  /** Returns the page of a status. */
  public static ErrorView of(int status) {
    return new ErrorView(sentence(status));
  }

  private static String sentence(int status) {
    return switch (status) {
      case 400 -> "This request cannot be read.";
      case 403 -> "This form is too old, or was not sent by a page of this server.";
      case 404 -> "There is no page at this address.";
      case 405 -> "This page cannot be used in this way.";
      case 414 -> "The address of this request is too long.";
      case 429 -> "There were too many attempts. Wait a while, then try again.";
      case 500 -> "The server failed. Try again later.";
      case 503 -> "The server is busy. Try again in a few seconds.";
      default -> "This request was refused.";
    };
  }

  @Override
  public String title() {
    return "This did not work";
  }

  @Override
  public String template() {
    return "page/error.jte";
  }
}
