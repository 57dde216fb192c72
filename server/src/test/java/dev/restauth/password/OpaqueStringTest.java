package dev.restauth.password;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.lang.Character.UnicodeScript;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import rocks.xmpp.precis.PrecisProfiles;

class OpaqueStringTest {
  /**
   * Returns the examples of RFC 8265, section 4.3, table 3, and cases for the rules of section
   * 4.2.2: spaces, case, width and NFC.
   */
  static Stream<Arguments> prepared() {
    return Stream.of(
        Arguments.of("correct horse battery staple", "correct horse battery staple"),
        Arguments.of("Correct Horse Battery Staple", "Correct Horse Battery Staple"),
        Arguments.of("\u03c0\u00df\u00e5", "\u03c0\u00df\u00e5"),
        Arguments.of("Jack of \u2666s", "Jack of \u2666s"),
        Arguments.of("foo\u1680bar", "foo bar"),
        Arguments.of("a\u00a0b\u3000c", "a b c"),
        Arguments.of(" two  spaces ", " two  spaces "),
        Arguments.of("e\u0301", "\u00e9"),
        Arguments.of("\u212b", "\u00c5"),
        Arguments.of("\uff21", "\uff21"),
        Arguments.of("\ud83d\ude00", "\ud83d\ude00"));
  }

  @ParameterizedTest
  @MethodSource
  void prepared(String raw, String expected) {
    assertThat(OpaqueString.prepare(raw)).hasValue(expected);
    assertThat(OpaqueString.prepare(expected)).hasValue(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "my cat is a \tby",
        "line\n",
        "nul\0",
        "delete\u007f",
        "surrogate\ud800",
        "\udc00surrogate",
        "joiner\u200d",
        "mark\ufeff",
        "unassigned\u0378",
        "private\ue000",
        "selector\udb40\udd00",
      })
  void refused(String raw) {
    assertThat(OpaqueString.prepare(raw)).isEmpty();
  }

  /** The rules of RFC 5892, appendix A.3 to A.9. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "l\u00b7l",
        "\u0375\u03b1",
        "\u05d0\u05f3",
        "\u05d0\u05f4",
        "\u30fb\u30ab",
        "\u0661\u0662",
        "\u06f1\u06f2"
      })
  void acceptsContextualCharactersInTheirContext(String raw) {
    assertThat(OpaqueString.prepare(raw)).hasValue(raw);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a\u00b7b",
        "\u00b7",
        "l\u00b7",
        "\u0375a",
        "\u0375",
        "\u05f3\u05d0",
        "a\u05f4",
        "\u30fba",
        "\u0661\u06f2",
        "\u06f2\u0661"
      })
  void refusesContextualCharactersOutOfContext(String raw) {
    assertThat(OpaqueString.prepare(raw)).isEmpty();
  }

  @Test
  void limitsTheBytesBeforeAndAfterPreparation() {
    assertThat(OpaqueString.prepare("a".repeat(1024))).isPresent();
    assertThat(OpaqueString.prepare("a".repeat(1025))).isEmpty();
    assertThat(OpaqueString.prepare("\u00e9".repeat(512))).isPresent();
    assertThat(OpaqueString.prepare("\u00e9".repeat(512) + "a")).isEmpty();
    // Composition shortens each character from three bytes to two.
    assertThat(OpaqueString.prepare("e\u0301".repeat(341))).hasValue("\u00e9".repeat(341));
    assertThat(OpaqueString.prepare("e\u0301".repeat(342))).isEmpty();
    // Normalization lengthens each character from three bytes to six.
    assertThat(OpaqueString.prepare("\u0958".repeat(170))).isPresent();
    assertThat(OpaqueString.prepare("\u0958".repeat(171))).isEmpty();
  }

  /**
   * Normalization would change this text, so an unchanged result shows that the text was not
   * normalized.
   */
  @Test
  void doesNotPrepareATextThatIsTooLong() {
    assertThat(OpaqueString.enforce("e\u0301".repeat(342))).isEmpty();
    String tooLong = "e\u0301\u00a0".repeat(205);
    assertThat(PreparedPassword.forChecking(tooLong)).isSameAs(tooLong);
  }

  /**
   * For random texts within the length limit, the result equals that of a library for the RFC's
   * profile, with the context rules added.
   */
  @Test
  void agreesWithTheProfileUnlessTooLong() {
    compareWithTheProfile(10_000);
  }

  @Test
  @Tag("long")
  void agreesWithTheProfileForManyTexts() {
    compareWithTheProfile(200_000);
  }

  private static void compareWithTheProfile(int texts) {
    int[] alphabet = {
      'a', 'l', ' ', 0xB7, 0x375, 0x3B1, 0x5D0, 0x5F3, 0x5F4, 0x30FB, 0x30AB, 0x4E00, 0x660, 0x669,
      0x6F0, 0x6F9, 0x301, 0x334, 0x345, 0xA0, 0x180F, 0xE0100, 0x1F600, 0x958, 0xFF21
    };
    Random random = new Random(1);
    for (int i = 0; i < texts; i++) {
      String text =
          random
              .ints(random.nextInt(12), 0, alphabet.length)
              .map(at -> alphabet[at])
              .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
              .toString();
      assertThat(OpaqueString.prepare(text)).as(text).isEqualTo(byTheRfc(text));
    }
  }

  private static Optional<String> byTheRfc(String text) {
    try {
      return Optional.of(PrecisProfiles.OPAQUE_STRING.enforce(text))
          .filter(
              prepared -> {
                int[] points = prepared.codePoints().toArray();
                return IntStream.range(0, points.length).allMatch(at -> allowed(points, at));
              });
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /**
   * Returns whether a code point is allowed by RFC 5892, appendix A.3 to A.9, and RFC 8264, section
   * 9.13.
   */
  private static boolean allowed(int[] points, int at) {
    int before = at > 0 ? points[at - 1] : 0;
    int after = at + 1 < points.length ? points[at + 1] : 0;
    IntStream all = IntStream.of(points);
    return switch (points[at]) {
      case 0xB7 -> before == 'l' && after == 'l';
      case 0x375 -> UnicodeScript.of(after) == UnicodeScript.GREEK;
      case 0x5F3, 0x5F4 -> UnicodeScript.of(before) == UnicodeScript.HEBREW;
      case 0x30FB ->
          all.mapToObj(UnicodeScript::of)
              .anyMatch(
                  Set.of(UnicodeScript.HIRAGANA, UnicodeScript.KATAKANA, UnicodeScript.HAN)
                      ::contains);
      case 0x660, 0x669 -> all.noneMatch(point -> point >= 0x6F0 && point <= 0x6F9);
      case 0x6F0, 0x6F9 -> all.noneMatch(point -> point >= 0x660 && point <= 0x669);
      case 0x180F, 0xE0100 -> false;
      default -> true;
    };
  }

  @Test
  void isIdempotentAndNeverThrows() {
    // The two Unicode planes with scripts and emoji, and the plane with tags and variation
    // selectors.
    IntStream.concat(IntStream.range(0, 0x20000), IntStream.range(0xE0000, 0xE1000))
        .mapToObj(point -> "a" + Character.toString(point))
        .flatMap(text -> OpaqueString.prepare(text).stream())
        .filter(prepared -> !OpaqueString.prepare(prepared).equals(Optional.of(prepared)))
        .findAny()
        .ifPresent(unstable -> fail("Prepared twice it changes: %s", unstable));
  }

  @Test
  void passwordThatCannotBePreparedIsCheckedUnchanged() {
    assertThat(PreparedPassword.forChecking("e\u0301\u00a0")).isEqualTo("\u00e9 ");
    assertThat(PreparedPassword.forChecking("tab\t")).isEqualTo("tab\t");
    assertThat(PreparedPassword.forChecking("")).isEmpty();
    assertThat(PreparedPassword.forChecking("a".repeat(2000))).hasSize(2000);
  }
}
