package dev.restauth.signup;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text that a user has copied from a mail: the digits, the code from the link, or the whole link.
 *
 * @param request the id of the request, if the text has one
 * @param code the code, without spaces between digits
 */
record PresentedCode(Optional<String> request, String code) {
  /** The maximum length of a link, in characters. */
  private static final int LENGTH_AT_MOST = 2_000;

  private static final Pattern CODE =
      Pattern.compile("(?:([A-Za-z0-9_-]{22})\\.)?([0-9]{8}|[A-Za-z0-9_-]{22})");

  /** Parses a text; empty if it has none of these forms. */
  static Optional<PresentedCode> of(String text) {
    if (text.length() > LENGTH_AT_MOST) {
      return Optional.empty();
    }
    Matcher code = CODE.matcher(text.substring(text.lastIndexOf('#') + 1).replaceAll("\\s", ""));
    return code.matches()
        ? Optional.of(new PresentedCode(Optional.ofNullable(code.group(1)), code.group(2)))
        : Optional.empty();
  }

  /**
   * Returns the request id and the code as one text, as codes in links contain them; empty if the
   * text had no request id.
   */
  Optional<String> joined() {
    return request.map(id -> id + "." + code);
  }

  /** Returns a text without the code. */
  @Override
  public String toString() {
    return "PresentedCode[]";
  }
}
