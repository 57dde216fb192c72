package dev.restauth.account;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.crypto.SecretText;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The examples of RFC 8265 section 3.5, and the limits of this server. */
class UsernameTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "juliet@example.com",
        "fussball",
        "fu\u00dfball",
        "\u03c0",
        "\u03a3",
        "\u03c3",
        "\u03c2",
        "42",
        "o'brien",
        "a.b.c",
        "Zoë 日本",
        "a b c",
        "MIGUEL"
      })
  void acceptsAsItIs(String name) {
    assertThat(Username.forNew(name)).isEqualTo(valid(name));
  }

  @ParameterizedTest
  @CsvSource({"\uff4d\uff49\uff47,mig", "e\u0301,\u00e9"})
  void prepares(String requested, String prepared) {
    assertThat(Username.forNew(requested)).isEqualTo(valid(prepared));
    assertThat(Username.forLookup(requested)).isEqualTo(prepared);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "a  b",
        " a",
        "a ",
        "a:b",
        "henry\u2163",
        "\u265a",
        "\ud83d\ude00",
        "a\u0000b",
        "a\nb",
        "\t",
        "\u00a0",
        "a\u3000b",
        "\ud800",
        "x\udc00",
        "\uff1a",
        "\u200d",
        "a\u007f",
        "boss\u180f",
        "bo\udb40\udd00ss", // U+E0100, a variation selector
        "boss\udb40\uddef",
        "\ud80d\udc41", // U+13441, a blank
        "a\u0316\u0316\u0316\u0316\u0316"
      })
  void refuses(String name) {
    assertThat(Username.forNew(name)).isInstanceOf(Username.Outcome.Invalid.class);
  }

  @Test
  void countsBytesNotCharacters() {
    assertThat(Username.forNew("n".repeat(255))).isInstanceOf(Username.Outcome.Valid.class);
    assertThat(Username.forNew("n".repeat(256))).isInstanceOf(Username.Outcome.Invalid.class);
    assertThat(Username.forNew("\u00e9".repeat(127))).isInstanceOf(Username.Outcome.Valid.class);
    assertThat(Username.forNew("\u00e9".repeat(128))).isInstanceOf(Username.Outcome.Invalid.class);
  }

  /**
   * Normalization would change this name. The unchanged result shows that the name was not
   * normalized.
   */
  @Test
  void doesNotNormalizeLongTexts() {
    String tooLong = "\uff21".repeat(86);
    assertThat(Username.forLookup(tooLong)).isSameAs(tooLong);
    assertThat(Username.spellings(tooLong)).containsExactly(tooLong);
    assertThat(Username.forNew(tooLong)).isInstanceOf(Username.Outcome.Invalid.class);
    assertThat(Username.forLookup("\uff21".repeat(85))).isEqualTo("A".repeat(85));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "eyJhbGciOiJIUzI1NiJ9.eyJpZCI6MX0.x",
        "eyJhbGciOiJub25lIn0.eyJpZCI6MX0.",
        "eyJhbGciOiJub25lIn0..",
        "e30.x.y",
        "IHsiYWxnIjoibm9uZSJ9.x.y"
      })
  void recognizesAJoseHeaderAndTwoMorePartsAsAToken(String name) {
    assertThat(Username.isToken(name)).isTrue();
    assertThat(Username.forNew(name)).isInstanceOf(Username.Outcome.Invalid.class);
  }

  @Test
  void recognizesTextsWithThePrefixOfASecretAsTokens() {
    for (String name :
        new String[] {
          SecretText.SERVICE_KEY.next(),
          SecretText.REFRESH_TOKEN.next(),
          "restauth_sk_mistyped",
          "restauth%5Frt%5Fabc",
          "\uff52\uff45\uff53\uff54\uff41\uff55\uff54\uff48\uff3fsk_wide"
        }) {
      assertThat(Username.forNew(name)).as(name).isInstanceOf(Username.Outcome.Invalid.class);
    }
    assertThat(Username.isToken(SecretText.SERVICE_KEY.next())).isTrue();
    assertThat(Username.isToken("restauth%5Frt%5Fabc")).isTrue();
    assertThat(Username.isToken("restauth_admin")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a.b.c",
        "..",
        "eyJhbGciOiJub25lIn0",
        "eyJhbGciOiJub25lIn0.x",
        "W10.x.y",
        "MQ.x.y"
      })
  void recognisesOtherTextsAsNames(String name) {
    assertThat(Username.isToken(name)).isFalse();
  }

  private static Username.Outcome valid(String name) {
    return new Username.Outcome.Valid(new Username(name));
  }
}
