package dev.restauth.signup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.account.NewUsernames;
import dev.restauth.account.Username;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The reasons for refused names, as pages show them. */
class NameRefusalsTest {
  @ParameterizedTest
  @CsvSource({
    "'', empty",
    "a:b, colon",
    "LONG, long",
    "a\u2603, characters",
    "a@b, at",
    "restauth_sk_x, token",
  })
  void knowsWhyANameIsRefused(String name, String text) {
    String tried = name.equals("LONG") ? "x".repeat(300) : name;
    assertThat(new NewUsernames(false).check(tried))
        .isInstanceOfSatisfying(
            Username.Outcome.Invalid.class,
            invalid ->
                assertThat(NameRefusals.text(invalid.reason()).key())
                    .isEqualTo("signup.username." + text));
  }
}
