package dev.restauth.log;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OneLineTest {
  @ParameterizedTest
  @CsvSource({
    "10, \\n",
    "13, \\r",
    "9, \\t",
    "0, \\u0000",
    "27, \\u001b",
    "127, \\u007f",
    "133, \\u0085",
    "8232, \\u2028",
    "8238, \\u202e",
    "8294, \\u2066",
    "173, \\u00ad",
    "847, \\u034f",
    "1564, \\u061c",
    "4447, \\u115f",
    "6068, \\u17b4",
    "6155, \\u180b",
    "8203, \\u200b",
    "8205, \\u200d",
    "8288, \\u2060",
    "12644, \\u3164",
    "57344, \\ue000",
    "65039, \\ufe0f",
    "65279, \\ufeff",
    "65535, \\uffff",
    "55357, \\ud83d"
  })
  void escapesCharactersThatBreakALineOrATerminal(int character, String escaped) {
    assertThat(OneLine.escape("a" + (char) character + "b")).isEqualTo("a" + escaped + "b");
  }

  @Test
  void escapesCharactersBeyondTheBasicPlaneLikeJson() {
    assertThat(OneLine.escape("a\uDB40\uDC01b\uDB40\uDD00c"))
        .isEqualTo("a\\udb40\\udc01b\\udb40\\udd00c");
  }

  @Test
  void leavesOtherCharactersUnchanged() {
    String text = "größer 中文 😀 \\ \"quoted\" 'it''s' {0} %s";
    assertThat(OneLine.escape(text)).isEqualTo(text);
  }

  @Test
  void cutsLongTexts() {
    assertThat(OneLine.escape("x".repeat(4_000))).hasSize(4_000);
    assertThat(OneLine.escape("x".repeat(4_001))).hasSize(4_001).endsWith("x…");
  }
}
