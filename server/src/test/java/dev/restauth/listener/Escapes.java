package dev.restauth.listener;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Escapes that show bytes as readable text, in the recorded responses of the listener: {@code \r},
 * {@code \n}, {@code \t}, {@code \\}, {@code \xNN}, and {@code \{c*N}} for N times the character.
 */
final class Escapes {
  private static final Pattern ESCAPE =
      Pattern.compile("\\\\(?:([rnt\\\\])|x([0-9a-f]{2})|\\{(.)\\*(\\d+)})");

  private static final Pattern RUN = Pattern.compile("([^\\\\\r\n])\\1{199,}");

  private Escapes() {}

  /** Returns the unescaped characters, one for each byte. Ignores the text's line breaks. */
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

  /** Escapes the bytes, with a line break after each line feed and at the end. */
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

  /** Escapes the bytes in one line, without a line break. */
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
