package dev.restauth.device;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Short names of browsers for lists, such as {@code Firefox, Linux}. The names are derived from the
 * field {@code User-Agent}. They prove nothing, because anybody can send any value. A name consists
 * of a few fixed words, and contains no text from the field.
 */
public final class BrowserName {
  /** A word of a name, and the pattern that indicates it in the field. */
  private record Word(String text, Pattern sign) {
    static Word of(String text, String sign) {
      return new Word(text, Pattern.compile(sign));
    }
  }

  /**
   * The browsers, in the order in which they are tried. The order matters, because most browsers
   * also name the browsers that they resemble.
   */
  private static final List<Word> BROWSERS =
      List.of(
          Word.of("Edge", "Edg(?:e|A|iOS)?/"),
          Word.of("Opera", "OPR/"),
          Word.of("Samsung Internet", "SamsungBrowser/"),
          Word.of("Firefox", "(?:Firefox|FxiOS)/"),
          Word.of("Chrome", "(?:Chrome|Chromium|CriOS)/"),
          Word.of("Safari", "Safari/"));

  private static final List<Word> SYSTEMS =
      List.of(
          Word.of("iPhone", "iPhone"),
          Word.of("iPad", "iPad"),
          Word.of("Android", "Android"),
          Word.of("Windows", "Windows"),
          Word.of("ChromeOS", "CrOS"),
          Word.of("macOS", "Mac OS X|Macintosh"),
          Word.of("Linux", "Linux"));

  private BrowserName() {}

  /** Returns the name; empty if the field indicates neither the browser nor the system. */
  public static Optional<String> of(Optional<String> userAgent) {
    List<String> words =
        List.of(BROWSERS, SYSTEMS).stream()
            .flatMap(kind -> userAgent.flatMap(text -> first(kind, text)).stream())
            .toList();
    return words.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", words));
  }

  private static Optional<String> first(List<Word> words, String userAgent) {
    return words.stream()
        .filter(word -> word.sign().matcher(userAgent).find())
        .map(Word::text)
        .findFirst();
  }
}
