package dev.restauth.accountpage;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The names of a browser and its system, as its User-Agent says them. Anybody can send any User-Agent, so this is for users
 * who recognise their own devices, and decides nothing.
 */
final class DeviceName {
  /** The longest unknown User-Agent that is shown, in characters. */
  private static final int SHOWN_AT_MOST = 60;

  /** A word of a User-Agent, and what it stands for. */
  private record Word(String word, String name) {}

  /** The order matters: most browsers name those that came before them. */
  private static final List<Word> BROWSERS =
      List.of(
          new Word("Edg", "Edge"),
          new Word("OPR/", "Opera"),
          new Word("SamsungBrowser/", "Samsung Internet"),
          new Word("Firefox/", "Firefox"),
          new Word("FxiOS/", "Firefox"),
          new Word("CriOS/", "Chrome"),
          new Word("Chrome/", "Chrome"),
          new Word("Safari/", "Safari"));

  private static final List<Word> SYSTEMS =
      List.of(
          new Word("Android", "Android"),
          new Word("iPhone", "iPhone"),
          new Word("iPad", "iPad"),
          new Word("Windows", "Windows"),
          new Word("Mac OS X", "macOS"),
          new Word("CrOS", "ChromeOS"),
          new Word("Linux", "Linux"));

  private DeviceName() {}

  /** Returns a name such as {@code Firefox, Linux}; the beginning of the text if it names no browser that is known here. */
  static String of(String userAgent) {
    if (!userAgent.startsWith("Mozilla/")) {
      return shortened(userAgent);
    }
    String names =
        String.join(
            ", ",
            Stream.of(find(BROWSERS, userAgent), find(SYSTEMS, userAgent))
                .flatMap(Optional::stream)
                .toList());
    return names.isEmpty() ? shortened(userAgent) : names;
  }

  private static Optional<String> find(List<Word> words, String userAgent) {
    return words.stream()
        .filter(each -> userAgent.contains(each.word()))
        .map(Word::name)
        .findFirst();
  }

  private static String shortened(String text) {
    return text.codePointCount(0, text.length()) > SHOWN_AT_MOST
        ? text.substring(0, text.offsetByCodePoints(0, SHOWN_AT_MOST)) + "…"
        : text;
  }
}
