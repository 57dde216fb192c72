package dev.restauth.page;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The operator's color. The colors of buttons, links and highlighted backgrounds are computed from
 * it, for light and for dark mode. Text in these colors, or on them, has a contrast of at least 4.5
 * to its background (WCAG 2.2, success criterion 1.4.3). Immutable.
 *
 * @param rgb the color, as 24 bits
 */
record PageColor(int rgb) {
  private static final Pattern FORM = Pattern.compile("#?([0-9a-fA-F]{6}|[0-9a-fA-F]{3})");

  /** The minimum contrast of text. */
  private static final double LEAST = 4.5;

  /**
   * The minimum contrast between buttons and their background in dark mode. With less contrast,
   * buttons look muddy.
   */
  private static final double CLEAR = 6;

  private static final int WHITE = 0xffffff;
  private static final int BLACK = 0x000000;

  /** The backgrounds in pages.css. */
  private static final int LIGHT_CARD = 0xffffff;

  private static final int LIGHT_PAGE = 0xf3f4f6;

  /**
   * The background of cards in dark mode. Cards are lighter than the page, so links have less
   * contrast on cards. This color therefore stands for both backgrounds.
   */
  private static final int DARK_CARD = 0x191c20;

  /**
   * Parses a color.
   *
   * @throws IllegalArgumentException if the text is not a color; the message says what is expected
   */
  static PageColor of(String text) {
    var matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("expected a colour such as #2456c9");
    }
    String digits = matcher.group(1);
    return new PageColor(
        Integer.parseInt(digits.length() == 3 ? digits.replaceAll("(.)", "$1$1") : digits, 16));
  }

  /** Returns the CSS rules that set the colors. */
  String css() {
    return ":root { "
        + variables(rgb, LIGHT_CARD, LIGHT_PAGE, BLACK)
        + " }\n@media (prefers-color-scheme: dark) { :root { "
        + variables(readable(rgb, DARK_CARD, WHITE, CLEAR), DARK_CARD, DARK_CARD, WHITE)
        + " } }\n";
  }

  /**
   * Returns the CSS variables of a color scheme.
   *
   * @param accent the color of buttons
   * @param farther the color with which the color of links is mixed until links are readable
   */
  private static String variables(int accent, int card, int page, int farther) {
    int tint = mixed(card, accent, 0.08);
    int onAccent = contrast(accent, WHITE) >= contrast(accent, BLACK) ? WHITE : BLACK;
    int link = accent;
    for (int background : new int[] {card, page, tint}) {
      link = readable(link, background, farther, LEAST);
    }
    return "--accent: %s; --accent-hover: %s; --on-accent: %s; --link: %s; --tint: %s;"
        .formatted(
            hex(accent),
            hex(mixed(accent, onAccent == WHITE ? BLACK : WHITE, 0.12)),
            hex(onAccent),
            hex(link),
            hex(tint));
  }

  /**
   * Mixes a color with {@code farther}, which is black or white, until the color's contrast to the
   * background is at least {@code least}.
   */
  private static int readable(int color, int background, int farther, double least) {
    int mixed = color;
    for (int step = 1; contrast(mixed, background) < least; step++) {
      mixed = mixed(color, farther, step / 50.0);
    }
    return mixed;
  }

  private static int mixed(int one, int other, double share) {
    int all = 0;
    for (int shift = 16; shift >= 0; shift -= 8) {
      double channel = (one >> shift & 255) * (1 - share) + (other >> shift & 255) * share;
      all |= (int) Math.round(channel) << shift;
    }
    return all;
  }

  /** Returns the contrast of two colors, from 1 to 21 (WCAG 2.2, contrast ratio). */
  static double contrast(int one, int other) {
    double a = luminance(one);
    double b = luminance(other);
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  }

  private static double luminance(int color) {
    return 0.2126 * linear(color >> 16 & 255)
        + 0.7152 * linear(color >> 8 & 255)
        + 0.0722 * linear(color & 255);
  }

  private static double linear(int channel) {
    double value = channel / 255.0;
    return value <= 0.04045 ? value / 12.92 : Math.pow((value + 0.055) / 1.055, 2.4);
  }

  private static String hex(int color) {
    return String.format(Locale.ROOT, "#%06x", color);
  }

  @Override
  public String toString() {
    return hex(rgb);
  }
}
