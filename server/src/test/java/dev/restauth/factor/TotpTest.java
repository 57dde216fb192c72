package dev.restauth.factor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.restauth.factor.Totp.Algorithm;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The vectors of RFC 4226, appendix D, and RFC 6238, appendix B. */
class TotpTest {
  private static final String SEED = "1234567890";

  private static Totp totp(Algorithm algorithm, int digits) {
    int length =
        switch (algorithm) {
          case SHA1 -> 20;
          case SHA256 -> 32;
          case SHA512 -> 64;
        };
    byte[] secret = SEED.repeat(7).substring(0, length).getBytes(StandardCharsets.US_ASCII);
    return new Totp(secret, algorithm, digits, 30);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 755224",
    "1, 287082",
    "2, 359152",
    "3, 969429",
    "4, 338314",
    "5, 254676",
    "6, 287922",
    "7, 162583",
    "8, 399871",
    "9, 520489"
  })
  void computesTheCodesOfHotp(long counter, String code) {
    assertThat(totp(Algorithm.SHA1, 6).code(counter)).isEqualTo(code);
  }

  @ParameterizedTest
  @CsvSource({
    "59, 94287082, 46119246, 90693936",
    "1111111109, 07081804, 68084774, 25091201",
    "1111111111, 14050471, 67062674, 99943326",
    "1234567890, 89005924, 91819424, 93441116",
    "2000000000, 69279037, 90698825, 38618901",
    "20000000000, 65353130, 77737706, 47863826"
  })
  void computesTheCodesOfTotp(long time, String sha1, String sha256, String sha512) {
    Instant at = Instant.ofEpochSecond(time);
    assertThat(code(totp(Algorithm.SHA1, 8), at)).isEqualTo(sha1);
    assertThat(code(totp(Algorithm.SHA256, 8), at)).isEqualTo(sha256);
    assertThat(code(totp(Algorithm.SHA512, 8), at)).isEqualTo(sha512);
  }

  private static String code(Totp totp, Instant at) {
    return totp.code(totp.stepAt(at));
  }

  @Test
  void acceptsTheStepsAroundThePresentOne() {
    Totp totp = totp(Algorithm.SHA1, 6);
    Instant now = Instant.ofEpochSecond(1_234_567_890);
    long present = totp.stepAt(now);
    for (long step = present - 3; step <= present + 3; step++) {
      if (Math.abs(step - present) <= 1) {
        assertThat(totp.find(totp.code(step), now)).hasValue(step);
      } else {
        assertThat(totp.find(totp.code(step), now)).isEmpty();
      }
    }
    assertThat(totp.find("", now)).isEmpty();
    assertThat(totp.find("0" + totp.code(present), now)).isEmpty();
    assertThat(totp.find(totp.code(present).substring(1), now)).isEmpty();
  }

  @Test
  void hasBounds() {
    byte[] secret = {1};
    assertThatThrownBy(() -> new Totp(new byte[0], Algorithm.SHA1, 6, 30))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Totp(secret, Algorithm.SHA1, 5, 30))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Totp(secret, Algorithm.SHA1, 9, 30))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Totp(secret, Algorithm.SHA1, 6, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(new Totp(secret, Algorithm.SHA1, 6, 30).toString()).doesNotContain("[1]");
  }

  /** Encodings of RFC 4648, section 10, without padding. */
  @ParameterizedTest
  @CsvSource({
    "'', ''",
    "f, MY",
    "fo, MZXQ",
    "foo, MZXW6",
    "foob, MZXW6YQ",
    "fooba, MZXW6YTB",
    "foobar, MZXW6YTBOI"
  })
  void encodesInBase32(String text, String encoded) {
    assertThat(OtpauthUri.base32(text.getBytes(StandardCharsets.US_ASCII))).isEqualTo(encoded);
  }

  @Test
  void writesTheUriOfASecret() {
    assertThat(OtpauthUri.of(totp(Algorithm.SHA1, 6), "My shop", "anna@example.com"))
        .isEqualTo(
            "otpauth://totp/My%20shop:anna%40example.com?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
                + "&issuer=My%20shop&algorithm=SHA1&digits=6&period=30");
  }
}
