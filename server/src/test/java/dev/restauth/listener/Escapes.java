package dev.restauth.listener;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Bytes as text that people can read, in the records of what the listener answers: {@code \r}, {@code \n},
 * {@code \t}, {@code \\}, {@code \xNN}, and {@code \{c*N}} for N times the character.
 */
final class Escapes {
  private static final Pattern ESCAPE =
      Pattern.compile("\\\\(?:([rnt\\\\])|x([0-9a-f]{2})|\\{(.)\\*(\\d+)})");

  private static final Pattern RUN = Pattern.compile("([^\\\\\r\n])\\1{199,}");

  private Escapes() {}

  /** The characters that are meant, each of them a byte; ends of lines are none. */
  static String decoded(String text) {
    return ESCAPE
        .matcher(text.replace("\n", ""))
        .replaceAll(escape -> Matcher.quoteReplacement(meant(escape::group)));
  }

  private interface Groups {
    String group(int number);
  }

  private static String meant(Groups escape) {
    if (escape.group(1) != null) {
      return switch (escape.group(1)) {
        case "r" -> "\r";
        case "n" -> "\n";
        case "t" -> "\t";
        default -> "\\";
      };
    }
    return escape.group(2) != null
        ? Character.toString(Integer.parseInt(escape.group(2), 16))
        : escape.group(3).repeat(Integer.parseInt(escape.group(4)));
  }

  /** With an end of line behind each line feed, and at the end. */
  static String encoded(String text) {
    StringBuilder encoded = new StringBuilder();
    Matcher run = RUN.matcher(text);
    int at = 0;
    while (run.find()) {
      text.substring(at, run.start()).chars().forEach(c -> encoded.append(encoded(c)));
      encoded.append("\\{%s*%d}".formatted(run.group(1), run.group().length()));
      at = run.end();
    }
    text.substring(at).chars().forEach(c -> encoded.append(encoded(c)));
    return encoded.isEmpty() || encoded.charAt(encoded.length() - 1) == '\n'
        ? encoded.toString()
        : encoded + "\n";
  }

  /** All in one line, which has no end. */
  static String inOneLine(String text) {
    return encoded(text).replace("\n", "");
  }

  private static String encoded(int character) {
    return switch (character) {
      case '\r' -> "\\r";
      case '\n' -> "\\n\n";
      case '\t' -> "\\t";
      case '\\' -> "\\\\";
      default ->
          character >= ' ' && character < 0x7f
              ? Character.toString(character)
              : "\\x%02x".formatted(character);
    };
  }
}
