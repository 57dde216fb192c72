package dev.restauth.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Parsing of the {@code Authorization} header. */
class BearerFieldTest {

  @ParameterizedTest
  @ValueSource(strings = {"Bearer a.b.c", "bearer a.b.c", "BEARER   a.b.c "})
  void tokenIsFound(String field) {
    assertThat(BearerField.token(field)).contains("a.b.c");
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {"", "Bearer", "Bearer ", "Bearera.b.c", "Basic YTpi", " Bearer a", "a.b.c"})
  void otherHeadersHaveNoToken(String field) {
    assertThat(BearerField.token(field)).isEmpty();
  }

  @Test
  void refusalNamesTheMissingScope() {
    TokenClaims claims =
        PresentedToken.read(Tokens.good(TestClock.START, "s")).orElseThrow().claims();
    Verdict good = new Verdict.Good(new VerifiedToken(claims));
    assertThat(Refusal.of(good, "")).isEmpty();
    assertThat(Refusal.of(good, "api")).isEmpty();
    assertThat(Refusal.of(good, "admin"))
        .contains(
            new Refusal(
                403, "WWW-Authenticate", "Bearer error=\"insufficient_scope\", scope=\"admin\""));
    assertThat(Refusal.of(new Verdict.Unknown(), ""))
        .contains(new Refusal(503, "Retry-After", "3"));
  }
}
