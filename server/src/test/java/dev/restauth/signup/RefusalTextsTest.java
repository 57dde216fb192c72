package dev.restauth.signup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.account.NewUsernames;
import dev.restauth.account.Username;
import dev.restauth.password.PasswordPolicy;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The reasons of refusals, as pages say them. */
class RefusalTextsTest {
  @ParameterizedTest
  @CsvSource({
    "'', empty",
    "a\u0000b, characters",
    "restauth_sk_x, token",
    "LONG, long",
  })
  void knowsWhyAPasswordIsRefused(String password, String text) {
    String tried = password.equals("LONG") ? "x".repeat(2_000) : password;
    assertThat(PasswordPolicy.COMPAT.check(tried, "susan"))
        .isInstanceOfSatisfying(
            PasswordPolicy.Refused.class,
            refused ->
                assertThat(RefusalTexts.password(refused.reason()).key())
                    .isEqualTo("signup.password." + text));
  }

  @ParameterizedTest
  @CsvSource({
    "'', empty",
    "a:b, colon",
    "LONG, long",
    "<b>, characters",
    "a@b, at",
    "restauth_sk_x, token",
  })
  void knowsWhyANameIsRefused(String name, String text) {
    String tried = name.equals("LONG") ? "x".repeat(300) : name;
    assertThat(new NewUsernames(false).check(tried))
        .isInstanceOfSatisfying(
            Username.Outcome.Invalid.class,
            invalid ->
                assertThat(RefusalTexts.username(invalid.reason()).key())
                    .isEqualTo("signup.username." + text));
  }
}
