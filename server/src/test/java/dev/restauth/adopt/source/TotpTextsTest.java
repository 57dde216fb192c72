package dev.restauth.adopt.source;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.factor.Totp;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TotpTextsTest {
  private static final String SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

  /** Encodings of RFC 4648, section 10. */
  @ParameterizedTest
  @CsvSource({
    "MY======,f",
    "MZXQ====,fo",
    "MZXW6===,foo",
    "MZXW6YQ=,foob",
    "MZXW6YTB,fooba",
    "MZXW6YTBOI======,foobar",
    "mzxw 6ytb oi,foobar"
  })
  void decodesBase32(String text, String bytes) {
    assertThat(TotpTexts.base32(text)).hasValue(bytes.getBytes(US_ASCII));
  }

  @Test
  void refusesTextsThatAreNotBase32() {
    assertThat(TotpTexts.base32("{\"data\":\"c2VjcmV0\"}")).isEmpty();
    assertThat(TotpTexts.base32("MZXW1")).isEmpty();
    assertThat(TotpTexts.base32("A".repeat(1_025))).isEmpty();
    assertThat(TotpTexts.base32("")).hasValue(new byte[0]);
  }

  @Test
  void readsUris() {
    Totp usual = TotpTexts.uri("otpauth://totp/Shop:a%20b?secret=" + SECRET).orElseThrow();
    assertThat(usual.secret()).isEqualTo("12345678901234567890".getBytes(US_ASCII));
    assertThat(usual).hasToString("Totp[algorithm=SHA1, digits=6, period=30]");
    assertThat(TotpTexts.uri("otpauth://totp/Käse | Co:a b?secret=" + SECRET)).isPresent();
    assertThat(
            TotpTexts.uri(
                "otpauth://totp/x?period=60&digits=8&algorithm=SHA512&issuer=S&secret=" + SECRET))
        .map(Totp::toString)
        .hasValue("Totp[algorithm=SHA512, digits=8, period=60]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "otpauth://totp/x",
        "otpauth://totp/x?secret=",
        "otpauth://totp/x?secret=%",
        "otpauth://totp/x?secret=GEZDGNBV",
        "otpauth://hotp/x?counter=1&secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ",
        "otpauth://totp/x?digits=5&secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ",
        "otpauth://totp/x?digits=99999999999&secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ",
        "otpauth://totp/x?period=0&secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ",
        "otpauth://totp/x?algorithm=MD5&secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ",
        "https://totp/x?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
      })
  void refusesOtherUris(String text) {
    assertThat(TotpTexts.uri(text)).isEmpty();
  }

  @Test
  void boundsSecrets() {
    for (int length : new int[] {0, 9, 257}) {
      assertThat(
              TotpTexts.app(
                  Optional.of(new byte[length]),
                  Optional.empty(),
                  Optional.empty(),
                  Optional.empty()))
          .isEmpty();
    }
    assertThat(TotpTexts.hex("zz")).isEmpty();
    assertThat(TotpTexts.hex("00ff")).hasValue(new byte[] {0, -1});
  }
}
