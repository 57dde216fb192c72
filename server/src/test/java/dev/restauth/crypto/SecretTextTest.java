package dev.restauth.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SecretTextTest {
  private static final String ALPHABET =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

  @Test
  void isAPrefixLettersDigitsAndAChecksum() {
    List<String> many = Stream.generate(SecretText.SERVICE_KEY::next).limit(1000).toList();

    assertThat(many)
        .allMatch(text -> text.matches("restauth_sk_[0-9A-Za-z]{49}"))
        .allMatch(SecretText.SERVICE_KEY::matches)
        .noneMatch(SecretText.REFRESH_TOKEN::matches)
        .doesNotHaveDuplicates();
    assertThat(SecretText.REFRESH_TOKEN.next()).matches("restauth_rt_[0-9A-Za-z]{71}");
    // The test checks only three of the 43 random places, and up to three of the 62 characters may
    // be missing in each. A check for all characters in all places would fail by chance, about once
    // in 4,000 runs.
    for (int place : new int[] {12, 30, 54}) {
      assertThat(many.stream().map(text -> text.charAt(place)).distinct()).hasSizeGreaterThan(58);
    }
  }

  /** Existing service keys must stay valid in later versions. */
  @Test
  void checksumNeverChanges() {
    assertThat(SecretText.SERVICE_KEY.matches("restauth_sk_" + "a".repeat(43) + CHECKSUM_OF_A))
        .isTrue();
  }

  /** The CRC-32 in base 62, computed by another program. */
  private static final String CHECKSUM_OF_A = "4ZxyMh";

  @Test
  void detectsEverySingleChangedCharacter() {
    String text = SecretText.SERVICE_KEY.next();
    for (int i = 0; i < text.length(); i++) {
      for (char other : (ALPHABET + "_-. \u00e9").toCharArray()) {
        if (other != text.charAt(i)) {
          String changed = text.substring(0, i) + other + text.substring(i + 1);
          assertThat(SecretText.SERVICE_KEY.matches(changed)).as(changed).isFalse();
        }
      }
    }
  }

  @Test
  void detectsMissingDoubledAndSwappedCharacters() {
    String text = SecretText.SERVICE_KEY.next();
    for (int i = 0; i < text.length(); i++) {
      String rest = text.substring(i + 1);
      assertThat(SecretText.SERVICE_KEY.matches(text.substring(0, i) + rest)).isFalse();
      assertThat(SecretText.SERVICE_KEY.matches(text.substring(0, i + 1) + text.charAt(i) + rest))
          .isFalse();
      if (i > 0 && text.charAt(i) != text.charAt(i - 1)) {
        String swapped = text.substring(0, i - 1) + text.charAt(i) + text.charAt(i - 1) + rest;
        assertThat(SecretText.SERVICE_KEY.matches(swapped)).isFalse();
      }
    }
    assertThat(SecretText.SERVICE_KEY.matches("")).isFalse();
    assertThat(SecretText.SERVICE_KEY.matches("restauth_sk_")).isFalse();
  }

  @Test
  void recognisesCompleteTruncatedMistypedAndUrlEncodedSecrets() {
    for (String text : SecretText.KINDS.stream().map(SecretText::next).toList()) {
      assertThat(SecretText.recognise(text)).contains(text);
      assertThat(SecretText.recognise(text.substring(0, 20))).contains(text.substring(0, 20));
      assertThat(SecretText.recognise(text + "x")).contains(text + "x");
      assertThat(SecretText.recognise(text.replace("_", "%5F"))).contains(text);
      assertThat(SecretText.recognise(text.replace("_", "%5f"))).contains(text);
    }
    for (String other :
        new String[] {
          "",
          "restauth",
          "restauth_",
          "restauth_sk",
          "restauth_xx_abc",
          "restauth%",
          "restauth%5",
          "restauth%5F",
          "x_restauth_sk_a",
          "RESTAUTH_SK_A",
          "eyJhbGciOiJub25lIn0.e30."
        }) {
      assertThat(SecretText.recognise(other)).as(other).isEmpty();
    }
    assertThat(SecretText.recognise("restauth_sk_%zz")).contains("restauth_sk_%zz");
  }

  @Test
  void sharesTheGivenNumberOfCharacters() {
    String first = SecretText.REFRESH_TOKEN.next();
    String next = SecretText.REFRESH_TOKEN.next(first, 22);

    assertThat(next).isNotEqualTo(first).startsWith(first.substring(0, 12 + 22));
    assertThat(next.substring(12 + 22, 12 + 30)).isNotEqualTo(first.substring(12 + 22, 12 + 30));
    assertThat(SecretText.REFRESH_TOKEN.shared(next, 22)).isEqualTo(first.substring(0, 12 + 22));
    assertThat(SecretText.REFRESH_TOKEN.matches(next)).isTrue();
  }
}
