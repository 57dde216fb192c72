package dev.restauth.password;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.password.GuessabilityCheck.Finding;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The bounds of the rule of docs/decisions/0007-password-policy.md, with a list of a few words.
 * Without the name {@code acme}, a password must have a weight of sixteen: each letter has the
 * weight 2, and every other character the weight 1.
 */
class GuessableRuleTest {
  private static final String LONG_AND_LISTED =
      "bdgkpsvxzcfhjlnqtwrm-bdhkqsvxzcfgjlnptwrm-gdbkpsvx";

  private final GuessabilityCheck guessable =
      new GuessabilityCheck(listing("tulp", "tul", LONG_AND_LISTED), List.of("acme"));

  private static Blocklist listing(String... passwords) {
    BloomFilter filter =
        new BloomFilter(MemorySegment.ofArray(new byte[(int) BloomFilter.bytesFor(100)]));
    for (String password : passwords) {
      filter.add(Blocklist.sha1(password));
    }
    return new Blocklist(filter, passwords.length);
  }

  private Optional<Finding> find(String password) {
    return guessable.find(password, "susan");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "acmebdgkpsv", // the weight is fourteen
        "acmebdgkpsv5", // the weight is fifteen
        // only the first digit of a year counts, wherever the year is
        "acmebdgkpsv1985",
        "1985acmebdgkpsv",
        "acmebdg1985kpsv",
        "acmebdgkpsv1900",
        "acmebdgkpsv1990",
        "acmebdgkpsv2038",
        "acmebdgkpsv2099",
        // only the first digit of a sequence counts, including one from nine to zero and back
        "acmebdgkpsv7890",
        "acmebdgkpsv1098",
        "acmebdgkpsv5555",
        "acmebdgkbdgk", // a repetition counts once
      })
  void refusesANameWithLessThanEightLetters(String password) {
    assertThat(find(password)).contains(Finding.NAME);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "acmebdgkpsvx", // the weight is sixteen
        "acmebdgkpsv59",
        // these numbers are not years
        "acmebdgkpsv1885",
        "acmebdgkpsv1899",
        "acmebdgkpsv2138",
        "acmebdgkps71985",
        "acmebdgkps19857",
        "acmebdgkps19-5",
        "acmebdgkps19x5",
        "acmebdgkps198x",
        // this is not a sequence, although the code points differ by nine
        "acmexypbdgks",
        "acmeqpybdgks",
      })
  void acceptsANameWithEightLetters(String password) {
    assertThat(find(password)).isEmpty();
  }

  /**
   * The rule weighs a password without the user name, if this name has at least three characters,
   * and without each part of the name that has at least four.
   */
  @ParameterizedTest
  @CsvSource({
    "rosa@example.org, rosabdgkpsv, true",
    "ana@example.org, anabdgkpsv, false",
    "ana, anabdgkpsv, true",
    "an, anbdgkpsv, false",
    // a 1 stands for an i or an l; the rule also finds reversed names
    "lisa, 1isabdgkpsv, true",
    "lisa, asi1bdgkpsv, true",
    "ivan, 1vanbdgkpsv, true",
    "ivan, nav1bdgkpsv, true",
  })
  void removesNames(String username, String password, boolean refused) {
    assertThat(guessable.find(password, username).equals(Optional.of(Finding.NAME)))
        .isEqualTo(refused);
  }

  @Test
  void doesNotLookUpPartsOfThreeCharacters() {
    assertThat(find("tulp5.7-")).contains(Finding.COMMON);
    assertThat(find("tul5.7-3")).isEmpty();
    assertThat(find("5.7-3tul")).isEmpty();
  }

  @Test
  void looksUpTheWholePasswordOfAnyLength() {
    assertThat(find(LONG_AND_LISTED)).contains(Finding.COMMON);
    assertThat(find(LONG_AND_LISTED + "z")).isEmpty();
  }

  @Test
  void countsTheRepeatedPartAndTheRemainder() {
    assertThat(find("bdbdgkpsv")).as("seven").contains(Finding.REPETITION);
    assertThat(find("bdbdgkpsvx")).as("eight").isEmpty();
    assertThat(find("bdbdaaaagkps")).as("seven: of the four only one").contains(Finding.REPETITION);
  }
}
