package dev.restauth.adopt.source;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HashTextsTest {
  @Test
  void writesPbkdf2AsPasslibDoes() {
    assertThat(HashTexts.pbkdf2("sha512", "210000", "+/+/AA==", "-_-_"))
        .contains("$pbkdf2-sha512$210000$././AA$././");
    assertThat(HashTexts.pbkdf2("sha1", "1", "AAAA", "AAAA")).contains("$pbkdf2$1$AAAA$AAAA");
  }

  @ParameterizedTest
  @CsvSource({
    "{SSHA}abc, {SSHA}abc",
    "{ssha256}abc, {SSHA256}abc",
    "{PBKDF2-SHA256}2000$a$b, {PBKDF2-SHA256}2000$a$b",
    "{CRYPT}$6$a$b, $6$a$b",
    "{crypt}$2y$05$b, $2y$05$b",
    "{ARGON2}$argon2i$v=19$m=8$a$b, $argon2i$v=19$m=8$a$b",
    "{CRYPT}ab01FAX.bQRSU, {CRYPT}ab01FAX.bQRSU",
    "$apr1$a$b, $apr1$a$b"
  })
  void recognizesHashesByTheirBeginning(String text, String kept) {
    assertThat(HashTexts.schemed(text)).contains(kept);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "secret", "$ecret", "{CLEARTEXT}a", "{clear}a", "{PLAIN}a", "{}a", "{SHA}"})
  void treatsOtherTextsAsPlainText(String text) {
    assertThat(HashTexts.schemed(text)).isEmpty();
  }
}
