package dev.restauth.password.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.password.RealPrimitives;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamedFormatTest {
  private static final String SHA1_OF_PYTHON = "4235227b51436ad86d07c7cf5d69bda2644984de";
  private static final String BCRYPT =
      "$2b$05$J30d7X3zrGHVo4z48oghe.FNSf5FduWYXH5xdgdxXHFH71IUXIECi";

  private static Optional<String> text(String name, String hash) {
    return NamedFormat.named(name)
        .orElseThrow()
        .text(hash, Optional.empty(), Optional.empty())
        .filter(text -> ForeignHash.parse(text).isPresent());
  }

  @Test
  void isFoundByItsName() {
    assertThat(NamedFormat.named("bcrypt-of-sha256-base64"))
        .hasValue(NamedFormat.BCRYPT_OF_SHA256_BASE64);
    assertThat(NamedFormat.named("BCRYPT_OF_SHA256_BASE64")).isEmpty();
    assertThat(NamedFormat.named("rot13")).isEmpty();
    assertThat(Arrays.stream(NamedFormat.values()).map(NamedFormat::label))
        .allMatch(label -> label.matches("[a-z0-9-]+"));
    assertThat(Arrays.stream(NamedFormat.values()).map(NamedFormat::description))
        .doesNotHaveDuplicates()
        .allMatch(line -> line.length() < 80);
  }

  /** The algorithm of 40 hexadecimal digits cannot be determined. */
  @Test
  void neverGuesses() {
    assertThat(text("auto", SHA1_OF_PYTHON)).isEmpty();
    assertThat(text("sha1", SHA1_OF_PYTHON)).hasValue("{sha1::}" + SHA1_OF_PYTHON);
    assertThat(text("sha256", SHA1_OF_PYTHON)).isEmpty();
    assertThat(text("md5", BCRYPT)).isEmpty();
    assertThat(text("auto", BCRYPT)).hasValue(BCRYPT);
    assertThat(text("bcrypt-of-md5-hex", SHA1_OF_PYTHON)).isEmpty();
  }

  @Test
  void requiresSaltOrSecret() {
    for (NamedFormat format : NamedFormat.values()) {
      if (format.needsSalt()) {
        assertThat(format.text(SHA1_OF_PYTHON, Optional.empty(), Optional.empty())).isEmpty();
      }
      assertThat(format.needsSecret()).isEqualTo(format == NamedFormat.DEVISE);
    }
    assertThat(NamedFormat.values()).filteredOn(NamedFormat::needsSalt).hasSize(12);
    assertThat(NamedFormat.HMAC_SHA1.text(SHA1_OF_PYTHON, Optional.of("salt"), Optional.empty()))
        .hasValue("{hmac-sha1:c2FsdA}" + SHA1_OF_PYTHON);
    assertThat(text("devise", BCRYPT)).isEmpty();
    assertThat(NamedFormat.DEVISE.text(BCRYPT, Optional.empty(), Optional.of("a b")))
        .hasValueSatisfying(text -> assertThat(ForeignHash.parse(text)).isEmpty());
    assertThat(NamedFormat.DEVISE.text(BCRYPT, Optional.empty(), Optional.of("rails.pepper")))
        .hasValue("{devise:rails.pepper}" + BCRYPT);
  }

  /**
   * Django and Werkzeug write {@code sha1$salt$hash} for different algorithms, with salts of
   * different lengths. With {@code auto}, the length decides; otherwise the named format decides.
   */
  @ParameterizedTest
  @CsvSource({
    "auto, 5, sha1 salted",
    "auto, 12, sha1 salted",
    "auto, 22, sha1 salted",
    "auto, 8, hmac-sha1",
    "auto, 0, sha1",
    "auto, 9, ",
    "auto, 16, ",
    "django, 8, sha1 salted",
    "django, 16, sha1 salted",
    "werkzeug, 16, hmac-sha1",
    "werkzeug, 22, hmac-sha1",
    "werkzeug, 0, sha1",
  })
  void distinguishesDjangoFromWerkzeug(String name, int salt, String kind) {
    assertThat(text(name, "sha1$" + "s".repeat(salt) + "$" + SHA1_OF_PYTHON))
        .isEqualTo(
            Optional.ofNullable(kind)
                .flatMap(_ -> text(name, "sha1$" + "s".repeat(salt) + "$" + SHA1_OF_PYTHON)))
        .map(text -> ForeignHash.parse(text).orElseThrow().recipe().kind())
        .isEqualTo(Optional.ofNullable(kind));
  }

  @Test
  void saltIsUsedUnchanged() {
    String salt = "$a:{}\"ß\0";
    Optional<String> text =
        NamedFormat.MD5_PASSWORD_SALT.text(
            java.util.HexFormat.of()
                .formatHex(HashFunction.MD5.digest(("pw" + salt).getBytes(UTF_8))),
            Optional.of(salt),
            Optional.empty());
    ForeignHash hash = ForeignHash.parse(text.orElseThrow()).orElseThrow();
    assertThat(
            hash.matches(hash.recipe().derive("pw".getBytes(UTF_8), new RealPrimitives(Map.of()))))
        .isTrue();
  }
}
