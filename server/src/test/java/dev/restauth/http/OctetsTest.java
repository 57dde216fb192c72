package dev.restauth.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Values of fields within larger arrays, and the Authorization field in such an array. */
class OctetsTest {
  private static final AuthorizationField FIELD =
      new AuthorizationField(_ -> false, _ -> Optional.empty(), _ -> false, true);

  /** Returns a value with other bytes before and after it. */
  private static Octets amid(String before, String value, String after) {
    byte[] bytes = (before + value + after).getBytes(StandardCharsets.ISO_8859_1);
    return new Octets(bytes, before.length(), before.length() + value.length());
  }

  private static Credentials read(Octets line) {
    return FIELD.read(List.of(line));
  }

  @Test
  void areStrippedOfSpacesAndTabs() {
    Octets stripped = amid("  ", "\t a b ", " ").stripped();
    assertThat(
            new String(
                stripped.bytes(), stripped.from(), stripped.length(), StandardCharsets.US_ASCII))
        .isEqualTo("a b");
    assertThat(amid(" ", " \t", " ").stripped().length()).isZero();
  }

  @Test
  void areNotInTheText() {
    assertThat(Octets.of("secret")).hasToString("Octets[6]");
  }

  @Test
  void credentialsEndWithTheValue() {
    assertThat(read(amid("Bearer ", "Bearer abc", "def")))
        .isEqualTo(new Credentials.Token("abc", true));
    assertThat(read(amid("x", " Basic bWlndWVsOnB5dGhvbg== ", "AAAA")))
        .isEqualTo(new Credentials.Password("miguel", "python"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Basic", "Bearer", "Basi", "Basic:", "\tBasic"})
  void aLineWithoutCredentialsHasNone(String line) {
    for (int blanks = 0; blanks < 10; blanks++) {
      for (String blank : List.of(" ", "\t")) {
        Octets value = amid("Basic ", line + blank.repeat(blanks), "bWlndWVsOnB5dGhvbg==");
        assertThat(read(value)).isEqualTo(new Credentials.None());
        assertThat(AuthorizationField.isBasic(value)).isFalse();
        assertThat(AuthorizationField.isBearer(value)).isFalse();
      }
    }
  }
}
