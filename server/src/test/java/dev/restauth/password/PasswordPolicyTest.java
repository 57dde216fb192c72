package dev.restauth.password;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.password.PasswordPolicy.Acceptable;
import dev.restauth.password.PasswordPolicy.Refused;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PasswordPolicyTest {
  @ParameterizedTest
  @EnumSource
  void bothPrepareAndBound(PasswordPolicy policy) {
    assertThat(policy.check("fifteen e\u0301 chars"))
        .isEqualTo(new Acceptable("fifteen \u00e9 chars"));
    assertThat(policy.check("a".repeat(1024))).isEqualTo(new Acceptable("a".repeat(1024)));
    assertThat(policy.check("a".repeat(1025)))
        .isEqualTo(
            new Refused("The password is longer than 1024 bytes in UTF-8; choose a shorter one."));
    assertThat(policy.check("")).isEqualTo(new Refused("The password is empty; choose one."));
    assertThat(policy.check("correct horse\tbattery staple"))
        .isInstanceOfSatisfying(
            Refused.class,
            refused ->
                assertThat(refused.reason())
                    .contains("control character")
                    .doesNotContain("horse", "\t"));
  }

  @Test
  void compatAcceptsOneCharacter() {
    assertThat(PasswordPolicy.COMPAT.check("x")).isEqualTo(new Acceptable("x"));
  }

  @Test
  void nistCountsCodePointsOfThePreparedText() {
    var nist = PasswordPolicy.NIST;
    var tooShort =
        new Refused(
            "The password is shorter than 15 characters; choose a longer one, several words for"
                + " example.");
    assertThat(nist.check("a".repeat(14))).isEqualTo(tooShort);
    assertThat(nist.check("a".repeat(15))).isEqualTo(new Acceptable("a".repeat(15)));
    assertThat(nist.check("\ud83d\ude00".repeat(14))).isEqualTo(tooShort);
    assertThat(nist.check("\ud83d\ude00".repeat(15))).isInstanceOf(Acceptable.class);
    assertThat(nist.check("e\u0301".repeat(14))).isEqualTo(tooShort);
  }

  @Test
  void anAcceptablePasswordDoesNotShowItself() {
    assertThat(new Acceptable("secret").toString()).doesNotContain("secret");
  }
}
