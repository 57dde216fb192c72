package dev.restauth.adopt.sql;

import java.util.regex.Pattern;

/**
 * Checks that a text is a single SELECT. Skips quoted text and comments. The query runs on a
 * read-only connection in any case. The check finds mistakes, and ensures that the text cannot
 * close the brackets that this program puts around it.
 */
final class SingleSelect {
  private static final Pattern BEGIN =
      Pattern.compile("(?is)(\\s|--[^\\n]*\\n|/\\*.*?\\*/)*(SELECT|WITH)\\b.*");

  private final String text;
  private int at;
  private int depth;

  private SingleSelect(String text) {
    this.text = text;
  }

  /**
   * Returns the text without surrounding white space and without the semicolon at its end.
   *
   * @throws IllegalArgumentException if the text is not a single SELECT; the message says what is
   *     wrong
   */
  static String of(String query) {
    String text = query.strip();
    text = text.endsWith(";") ? text.substring(0, text.length() - 1).strip() : text;
    if (!BEGIN.matcher(text).matches()) {
      throw new IllegalArgumentException("expected a query that begins with SELECT");
    }
    new SingleSelect(text).check();
    return text;
  }

  private void check() {
    while (at < text.length()) {
      switch (text.charAt(at)) {
        case '\'', '"', '`' ->
            skipTo(text.substring(at, at + 1), "a quotation mark is never closed");
        case '-' -> skipComment("--", "\n");
        case '/' -> skipComment("/*", "*/");
        case '(' -> depth++;
        case ')' -> depth--;
        case ';' ->
            throw new IllegalArgumentException("expected one query; there is a semicolon in it");
        case '\0' -> throw new IllegalArgumentException("there is a NUL character in the query");
        default -> {}
      }
      if (depth < 0) {
        break;
      }
      at++;
    }
    if (depth != 0) {
      throw new IllegalArgumentException("the brackets of the query do not match");
    }
  }

  private void skipComment(String begin, String end) {
    if (text.startsWith(begin, at)) {
      at++;
      if (end.equals("\n") && text.indexOf(end, at) < 0) {
        at = text.length();
      } else {
        skipTo(end, "a comment is never closed");
      }
    }
  }

  /**
   * Skips to the last character of {@code end}. A quoted text with a doubled quotation mark counts
   * as two quoted texts.
   */
  private void skipTo(String end, String otherwise) {
    int found = text.indexOf(end, at + 1);
    if (found < 0) {
      throw new IllegalArgumentException(otherwise);
    }
    at = found + end.length() - 1;
  }
}
