package dev.restauth.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VisibleTextTest {
  /**
   * Names with combined emojis and flags, and names in Persian, Devanagari, Mongolian, Vietnamese
   * and Japanese.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Backup server",
        "\ud83d\udc68\u200d\ud83d\udc69\u200d\ud83d\udc67 family",
        "\u2764\ufe0f\u200d\ud83d\udd25",
        "\ud83d\udc69\ud83c\udffd\u200d\ud83d\udcbb",
        "key 1\ufe0f\u20e3",
        "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
        "\u0915\u094d\u200d\u0937",
        "\u0d05\u0d28\u0d3f\u0d32\u0d4d\u200d \u0d15\u0d41\u0d2e\u0d3e\u0d30\u0d4d\u200d",
        "\u0647\u200d.\u0634",
        "SMS\u200c\u0647\u0627",
        "5\u200c\u0627\u0645",
        "\u0645\u064e\u200c\u062e",
        "\u182d\u180b",
        "Vie\u0323\u0302t",
        "\u845b\udb40\udd00\u57ce"
      })
  void namesOfAllScriptsAndEmojisAreLabels(String text) {
    assertThat(VisibleText.label(text, 64)).hasValue(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"key\u00a0", "\u2007key", "key\u202f", "\u2800key \u2800", " key\u3000"})
  void outerSpacesOfAllKindsAreRemoved(String text) {
    assertThat(VisibleText.label(text, 64)).hasValue("key");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\u00a0",
        "\u2800",
        "\u0301",
        "ad\u200cmin",
        "ad\u200dmin",
        "admin\u200d",
        "\u200cadmin",
        "\u0430\u200c\u0430",
        "\u0645\u200c\u200c\u062e",
        "\u0645\u200c",
        "\ud83d\udc68\u200d",
        "\ud83d\udc68\u200c\ud83d\udc69",
        "a\u0301\u200db",
        "admin\ufe0f",
        "admin1\ufe0f",
        "admin\ufe00",
        "admin\udb40\udd00",
        "admin\u180b",
        "a\u0300\u0301\u0302\u0303\u0304",
        "admin\u3164",
        "admin\udb40\udc80",
        "\ud80d\udc41",
        "nimda\u202e",
        "two\nlines"
      })
  void textsThatLookLikeOthersAreNot(String text) {
    assertThat(VisibleText.label(text, 64)).isEmpty();
  }
}
