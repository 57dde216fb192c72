package dev.restauth.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The contrast of all page colors in light and dark mode, even with the operator's color (WCAG
 * 2.2).
 */
class PageColorTest {
  private static final Pattern DARK =
      Pattern.compile("@media \\(prefers-color-scheme: dark\\) \\{\\s*:root \\{[^}]*\\}\\s*\\}");

  /** Pairs of a text color and the color behind the text. */
  private static final List<String> TEXTS =
      List.of(
          "text page",
          "text card",
          "text field",
          "text tint",
          "text error-tint",
          "quiet page",
          "quiet card",
          "quiet line",
          "link page",
          "link card",
          "link field",
          "link tint",
          "on-accent accent",
          "on-accent accent-hover",
          "error card",
          "error error-tint");

  /**
   * Pairs for elements that are not text but must be visible: the edges of fields, and the strength
   * meter.
   */
  private static final List<String> SIGNS =
      List.of(
          "edge field",
          "edge card",
          "weak card",
          "fair card",
          "good card",
          "link card",
          "link page");

  private static Stream<String> colours() {
    return Stream.concat(
        Stream.of(
            "", "#000", "#fff", "#ffff00", "#00ff00", "#ff0000", "#0000ff", "#808080", "#777777"),
        Stream.iterate(0, n -> n <= 0xffffff, n -> n + 0x0ab1f7).map("#%06x"::formatted));
  }

  private static Map<String, Integer> variables(String css) {
    Map<String, Integer> found = new HashMap<>();
    Pattern.compile("--([a-z-]+): #([0-9a-f]{3,6})[; ]")
        .matcher(css)
        .results()
        .forEach(
            each -> {
              String hex = each.group(2);
              found.put(
                  each.group(1),
                  Integer.parseInt(hex.length() == 3 ? hex.replaceAll("(.)", "$1$1") : hex, 16));
            });
    return found;
  }

  private static String sheet(String colour) {
    return PageFile.rules(colour.isEmpty() ? "" : PageColor.of(colour).css());
  }

  @ParameterizedTest
  @MethodSource("colours")
  void everyTextCanBeRead(String colour) {
    String sheet = sheet(colour);
    Map<String, Integer> bright = variables(DARK.matcher(sheet).replaceAll(""));
    Map<String, Integer> inDark = new HashMap<>(bright);
    DARK.matcher(sheet).results().forEach(found -> inDark.putAll(variables(found.group())));
    for (Map<String, Integer> all : List.of(bright, inDark)) {
      assertContrast(all, TEXTS, 4.5);
      assertContrast(all, SIGNS, 3);
    }
    assertThat(inDark.get("page")).isNotEqualTo(bright.get("page"));
  }

  private static void assertContrast(
      Map<String, Integer> colours, List<String> pairs, double least) {
    for (String pair : pairs) {
      String[] names = pair.split(" ", -1);
      assertThat(colours).containsKeys(names);
      assertThat(
              PageColor.contrast(
                  colours.getOrDefault(names[0], 0), colours.getOrDefault(names[1], 0)))
          .as("%s in %s", pair, colours)
          .isGreaterThanOrEqualTo(least);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "red", "#12345", "#1234567", "#ggg", "rgb(1,2,3)", "#fff;}"})
  void otherTextsAreNoColours(String text) {
    assertThatThrownBy(() -> PageColor.of(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("expected a colour such as #2456c9");
  }

  @Test
  void theStylesheetIsSmall() {
    assertThat(sheet("#2456c9").length()).isLessThan(12_000);
  }
}
