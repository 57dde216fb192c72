package dev.restauth.password;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.SetClock;
import dev.restauth.password.PasswordPolicy.Acceptable;
import dev.restauth.password.PasswordPolicy.Refused;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PasswordPolicyTest {
  private static PasswordPolicy nist() {
    return PasswordPolicy.nist(Blocklist.builtIn(), List.of("REST-auth"), new SetClock());
  }

  static Stream<PasswordPolicy> both() {
    return Stream.of(PasswordPolicy.COMPAT, nist());
  }

  @ParameterizedTest
  @MethodSource("both")
  void bothPoliciesPrepareAndLimitTheLength(PasswordPolicy policy) {
    assertThat(check(policy, "fifteen e\u0301 chars"))
        .isEqualTo(new Acceptable("fifteen \u00e9 chars"));
    String longest = different(1024);
    assertThat(check(policy, longest)).isEqualTo(new Acceptable(longest));
    assertThat(check(policy, longest + "a"))
        .isEqualTo(
            new Refused("The password is longer than 1024 bytes in UTF-8; choose a shorter one."));
    assertThat(check(policy, "")).isEqualTo(new Refused("The password is empty; choose one."));
    assertThat(check(policy, "correct horse\tbattery staple"))
        .isInstanceOfSatisfying(
            Refused.class,
            refused ->
                assertThat(refused.reason())
                    .contains("control character")
                    .doesNotContain("horse", "\t"));
  }

  /**
   * If the policy normalized the passwords first, it would give another reason for the first one,
   * and composition would make the second one short enough.
   */
  @ParameterizedTest
  @MethodSource("both")
  void bothPoliciesCheckTheLengthBeforePreparation(PasswordPolicy policy) {
    for (String tooLong : List.of("\u0661".repeat(30_000) + "\u06f1", "e\u0301".repeat(342))) {
      assertThat(check(policy, tooLong))
          .isEqualTo(
              new Refused(
                  "The password is longer than 1024 bytes in UTF-8; choose a shorter one."));
    }
  }

  @Test
  void compatAcceptsWhatNistDoesNot() {
    for (String password : List.of("x", "password", "miguel", "a".repeat(1024))) {
      assertThat(check(PasswordPolicy.COMPAT, password)).isEqualTo(new Acceptable(password));
      assertThat(check(nist(), password)).isInstanceOf(Refused.class);
    }
  }

  @Test
  void nistCountsCodePointsOfThePreparedText() {
    var tooShort = "The password is shorter than 15 characters; choose a longer one";
    assertThat(reason(different(14))).startsWith(tooShort);
    assertThat(check(nist(), different(15))).isEqualTo(new Acceptable(different(15)));
    String emoji =
        IntStream.range(0, 15)
            .map(i -> 0x1F600 + i * i % 61)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();
    assertThat(check(nist(), emoji)).isInstanceOf(Acceptable.class);
    assertThat(reason(emoji.substring(2))).startsWith(tooShort);
    assertThat(reason("e\u0301".repeat(14))).startsWith(tooShort);
  }

  @Test
  void refusalGivesReasonAndStrength() {
    assertThat(reason("password1234567"))
        .matches("The password is a common one.* need about \\d+ guess(es)? to find it\\.");
    assertThat(reason("Miguel-2026-miguel!"))
        .matches("The password is little more than the user name.* to find it\\.");
    assertThat(reason("aaaaaaaaaaaaaaa")).matches(".* by repeating .* to find it\\.");
  }

  @Test
  void reasonDoesNotContainThePassword() {
    assertThat(reason("Hunter2Hunter2Hunter2")).doesNotContainIgnoringCase("hunter");
    assertThat(reason("Miguel-2026-miguel!")).doesNotContainIgnoringCase("miguel");
    assertThat(new Acceptable("secret").toString()).doesNotContain("secret");
  }

  /**
   * Returns a long password without repetition, because the search for repetitions would otherwise
   * stop early.
   */
  private static String different(int length) {
    StringBuilder text = new StringBuilder();
    for (long next = 17; text.length() < length; next = next * 6_364_136_223_846_793_005L + 1) {
      text.append((char) ('a' + Long.remainderUnsigned(next >>> 33, 26)));
    }
    return text.toString();
  }

  private static PasswordPolicy.Verdict check(PasswordPolicy policy, String password) {
    return policy.check(password, "miguel");
  }

  private static String reason(String password) {
    return ((Refused) check(nist(), password)).reason();
  }
}
