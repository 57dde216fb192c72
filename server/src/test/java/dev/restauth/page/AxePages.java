package dev.restauth.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.restauth.Chromium;
import dev.restauth.LongRun;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Pages in Chromium, checked with axe-core. The rules are axe-core's rules for WCAG 2.2, and its
 * best practices. The checks cover narrow and wide screens, in light and dark mode. {@code ./test
 * --long} runs axe-core in each mode on each screen. {@code ./test} runs it in each mode on one
 * screen, and on each screen in one mode; the name of the page decides. {@code ./test} installs
 * axe-core.
 */
public final class AxePages {
  private static final Path AXE = Path.of("target/interop/node_modules/axe-core/axe.min.js");
  private static final List<String> SCHEMES = List.of("light", "dark");

  /** The folder for screenshots of all pages. If it is missing, the test takes no screenshots. */
  private static final Optional<Path> IMAGES =
      Optional.ofNullable(System.getenv("PAGE_IMAGES")).map(Path::of);

  /**
   * The widths of screens. The width 390 is used only for screenshots, because checks at this width
   * found no further mistakes.
   */
  private static final List<Integer> WIDTHS =
      IMAGES.isPresent() ? List.of(320, 390, 1000) : List.of(320, 1000);

  /** True if each page is checked in each mode on each screen. */
  private static final boolean EACH_COMBINATION = LongRun.IS_LONG || IMAGES.isPresent();

  private static final String RUN =
      """
      axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'], resultTypes: ['violations'] }).then(result =>
        result.violations.map(each => each.id + ': ' + each.nodes.map(node => node.html + ' ' + node.failureSummary).join('; '))
          .join('\\n'))""";

  /**
   * The ids that several elements share. Then the label of a field may belong to another element
   * with the same id.
   */
  private static final String TWICE =
      """
      [...document.querySelectorAll('[id]')].map(each => each.id).filter((id, i, all) => all.indexOf(id) < i).join()""";

  /** Words that a title or a button breaks at a hyphen. */
  private static final String BROKEN =
      "[...document.querySelectorAll('.word')].filter(each => each.getClientRects().length > 1).map(each => each.textContent).join()";

  /**
   * Buttons and links whose parts stand side by side without spaces between them, like the items of
   * a flex container.
   */
  private static final String CRAMPED =
      "[...document.querySelectorAll('button, a')].filter(each => each.innerText.includes('\\n')).map(each => each.innerText).join()";

  private AxePages() {}

  /**
   * Fails if the page in a tab violates a rule, or is wider than the screen. Afterwards the tab has
   * the size of the last screen.
   *
   * @param name the name of the page, for errors and screenshots
   */
  public static void assertAccessible(Chromium.Tab tab, String name) {
    var _ = evaluate(tab, axe());
    assertThat(evaluate(tab, TWICE).asText()).as("ids that %s has twice", name).isEmpty();
    boolean swapped = Math.floorMod(name.hashCode(), 2) == 1;
    for (int i = 0; i < WIDTHS.size(); i++) {
      for (int j = 0; j < SCHEMES.size(); j++) {
        if (EACH_COMBINATION || ((i + j) % 2 == 1) == swapped) {
          check(tab, name, WIDTHS.get(i), SCHEMES.get(j));
        }
      }
    }
    show(tab, WIDTHS.getLast(), SCHEMES.getLast());
  }

  private static void check(Chromium.Tab tab, String name, int width, String scheme) {
    show(tab, width, scheme);
    assertThat(Integer.parseInt(tab.value("document.documentElement.scrollWidth")))
        .as("%s at %d", name, width)
        .isLessThanOrEqualTo(width);
    assertThat(evaluate(tab, CRAMPED).asText()).as("buttons of %s", name).isEmpty();
    assertThat(evaluate(tab, BROKEN).asText()).as("words of %s at %d", name, width).isEmpty();
    assertThat(evaluate(tab, RUN).asText()).as("%s at %d, %s", name, width, scheme).isEmpty();
    picture(tab, name + "-" + width + "-" + scheme);
  }

  /** Checks a page that is loaded without scripts. */
  public static void assertAccessibleWithoutScripts(Chromium.Tab tab, String url, String name) {
    var _ = tab.command("Emulation.setScriptExecutionDisabled", Map.of("value", true));
    tab.load(url);
    var _ = tab.command("Emulation.setScriptExecutionDisabled", Map.of("value", false));
    assertAccessible(tab, name + "-without-scripts");
  }

  /** Sets the width of the screen, in CSS pixels, and its color scheme. */
  public static void show(Chromium.Tab tab, int width, String scheme) {
    var _ =
        tab.command(
            "Emulation.setDeviceMetricsOverride",
            Map.of("width", width, "height", 720, "deviceScaleFactor", 1, "mobile", false));
    var _ =
        tab.command(
            "Emulation.setEmulatedMedia",
            Map.of(
                "features",
                List.of(
                    Map.of("name", "prefers-color-scheme", "value", scheme),
                    // otherwise axe-core would check colors during a transition
                    Map.of("name", "prefers-reduced-motion", "value", "reduce"))));
  }

  private static String axe() {
    try {
      return Files.readString(AXE);
    } catch (IOException e) {
      throw new UncheckedIOException("run ./test, which installs axe-core", e);
    }
  }

  private static JsonNode evaluate(Chromium.Tab tab, String expression) {
    JsonNode result =
        tab.command(
            "Runtime.evaluate",
            Map.of("expression", expression, "awaitPromise", true, "returnByValue", true));
    assertThat(result.has("exceptionDetails")).as("%s", result).isFalse();
    return result.path("result").path("value");
  }

  private static void picture(Chromium.Tab tab, String name) {
    IMAGES.ifPresent(
        folder -> {
          String image =
              tab.command("Page.captureScreenshot", Map.of("captureBeyondViewport", true))
                  .get("data")
                  .asText();
          try {
            Files.createDirectories(folder);
            Files.write(folder.resolve(name + ".png"), Base64.getDecoder().decode(image));
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }
}
