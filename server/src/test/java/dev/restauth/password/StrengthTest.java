package dev.restauth.password;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.SetClock;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StrengthTest {
  @ParameterizedTest
  @CsvSource({
    "0.4, 1 guess",
    "1, 1 guess",
    "18.7, 18 guesses",
    "999, 999 guesses",
    "1000, 1 thousand guesses",
    "3050000, 3 million guesses",
    "1.7E10, 17 billion guesses",
    "999E12, 999 trillion guesses",
    "1E15, 10^15 guesses",
    "2.35E42, 10^42 guesses"
  })
  void writesNumbersInWords(BigDecimal guesses, String words) {
    assertThat(Strength.inWords(guesses)).isEqualTo(words);
  }

  @Test
  void countsKnownNamesAsGuessable() {
    var strength = new Strength(new SetClock());
    String stranger = strength.sentence("Brombeertje-Brombeertje", List.of());
    String own = strength.sentence("Brombeertje-Brombeertje", List.of("brombeertje", ""));
    assertThat(own).isNotEqualTo(stranger).doesNotContain("10^", "illion");
  }

  @Test
  void estimatesAnyTextWithinItsBounds() {
    var strength = new Strength(new SetClock());
    for (String password :
        List.of("x", "1lI|!".repeat(200), "\ud83d\ude00".repeat(256), "\u00e9 ".repeat(300))) {
      assertThat(strength.sentence(password, List.of(password))).startsWith(" An attacker ");
    }
  }
}
