package dev.restauth.client;

import static dev.restauth.client.TestClock.START;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jwt.JWTClaimsSet;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Step-up authentication (RFC 9470): a service can require a stronger or a more recent log-in. */
class StepUpTest {
  private static final Duration FIVE_MINUTES = Duration.ofMinutes(5);

  private static VerifiedToken token(String acr) {
    JWTClaimsSet.Builder claims = Tokens.claims(START, "live");
    if (!acr.isEmpty()) {
      claims.claim("acr", acr).claim("amr", List.of("pwd", "otp", "mfa"));
    }
    return new VerifiedToken(TokenClaims.read(claims.build()).orElseThrow());
  }

  @Test
  void tokenShowsTheAuthenticationOfTheUser() {
    assertThat(token("2").authenticationClass()).hasValue("2");
    assertThat(token("2").authenticationMethods()).containsExactly("pwd", "otp", "mfa");
    assertThat(token("").authenticationClass()).isEmpty();
    assertThat(token("").authenticationMethods()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1, true",
    "1, 2, false",
    "2, 1, true",
    "2, 2, true",
    "2, phr, false",
    "phr, 2, true",
    "phr, phrh, false",
    "phrh, phr, true",
    "'', 1, false",
    "3, 1, false",
    "0, 1, false"
  })
  void aWeakerClassDoesNotSuffice(String present, String required, boolean enough) {
    VerifiedToken token = token(present);
    Instant now = token.authenticatedAt();
    if (enough) {
      assertThatCode(() -> token.requireAuthentication(required, FIVE_MINUTES, now))
          .doesNotThrowAnyException();
    } else {
      assertThatThrownBy(() -> token.requireAuthentication(required, FIVE_MINUTES, now))
          .isInstanceOfSatisfying(
              StepUpRequiredException.class,
              refused ->
                  assertThat(refused.refusal())
                      .isEqualTo(
                          new Refusal(
                              401,
                              "WWW-Authenticate",
                              "Bearer error=\"insufficient_user_authentication\", acr_values=\""
                                  + required
                                  + "\", max_age=\"300\"")));
    }
  }

  @Test
  void anOldLogInDoesNotSuffice() {
    VerifiedToken token = token("2");
    Instant last = token.authenticatedAt().plus(FIVE_MINUTES).plusSeconds(60);
    assertThatCode(() -> token.requireAuthentication("2", FIVE_MINUTES, last))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> token.requireAuthentication("2", FIVE_MINUTES, last.plusSeconds(1)))
        .isInstanceOf(StepUpRequiredException.class)
        .hasMessage("the user was authenticated too long ago");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "3", "1 2", "\""})
  void thereAreFourClasses(String acr) {
    assertThatThrownBy(() -> token("2").requireAuthentication(acr, FIVE_MINUTES))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> token("2").requireAuthentication("2", Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aClassThatCannotBeReadIsNone() {
    Optional<TokenClaims> odd =
        TokenClaims.read(Tokens.claims(START, "live").claim("acr", 2).build());
    assertThat(odd).as("a number is no class").isEmpty();
  }
}
