package dev.restauth.client;

import static dev.restauth.client.ForgedTokens.HEADER;
import static dev.restauth.client.ForgedTokens.claims;
import static dev.restauth.client.ForgedTokens.with;
import static dev.restauth.client.ForgedTokens.withMember;
import static dev.restauth.client.TestClock.START;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import dev.restauth.client.Verifiers.Connected;
import java.io.IOException;
import java.time.Duration;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The checks of claims that RFC 9068, section 4, and RFC 8725 require. Only one part of a token is
 * wrong at a time, and the right key signed the token.
 */
@SuppressWarnings("JavaUtilDate") // Nimbus uses Date
class ForgedClaimsTest {
  @RegisterExtension private final ConnectedVerifier verifier = new ConnectedVerifier();

  @Test
  void refusesAnotherIssuer() {
    refuses(claims -> claims.issuer(Tokens.ISSUER + "/"));
    refuses(claims -> claims.issuer(null));
  }

  @Test
  void refusesAnotherAudience() {
    refuses(claims -> claims.audience("https://other.example.com"));
    refuses(claims -> claims.audience(List.of()));
    assertThat(accepts(with(claims -> claims.audience(List.of("other", Tokens.AUDIENCE)))))
        .isTrue();
    refuses(claims -> claims.audience(Tokens.AUDIENCE + "/"));
    refuses(claims -> claims.claim("aud", List.of(List.of(Tokens.AUDIENCE))));
    refuses(claims -> claims.claim("aud", Map.of(Tokens.AUDIENCE, true)));
  }

  /**
   * If a token is bound to a key (RFC 7800), a thief without the key must not be able to use it.
   */
  @Test
  void refusesATokenThatIsBoundToAKey() {
    refuses(
        claims ->
            claims.claim("cnf", Map.of("jkt", "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I")));
    refuses(claims -> claims.claim("cnf", Map.of()));
    refuses(claims -> claims.claim("cnf", ""));
  }

  @Test
  void acceptsTheTokensOfClients() {
    assertThat(accepts(with(claims -> claims.claim("client_id", "shop").subject("shop")))).isTrue();
  }

  @Test
  void nullAudienceIsOmitted() {
    String payload =
        claims().build().toString().replace("\"" + Tokens.AUDIENCE + "\"", "[null,\"a\"]");
    String input = Base64URL.encode(HEADER) + "." + Base64URL.encode(payload);
    assertThat(PresentedToken.read(input + "." + Base64URL.encode(new byte[64])))
        .hasValueSatisfying(token -> assertThat(token.claims().audience()).containsExactly("a"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sub",
        "client_id",
        "jti",
        "sid",
        "gen",
        "scope",
        "iat",
        "exp",
        "auth_time",
        "iss",
        "aud"
      })
  void tokenWithoutAClaimIsRefused(String name) {
    refuses(claims -> claims.claim(name, null));
    refuses(claims -> claims.claim(name, List.of(List.of(1))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "1",
        "[]",
        "{}",
        "{\"aud\":[null]}",
        "{\"aud\":{}}",
        "{\"exp\":1e400}",
        "{\"exp\":-9223372036854775808}",
        "{\"iss\":\"a\",\"iss\":\"b\"}",
        "{\"exp\":\"1\"}"
      })
  void malformedClaimsAreRefused(String claims) {
    String input = Base64URL.encode(HEADER) + "." + Base64URL.encode(claims);
    assertThat(accepts(input + "." + Tokens.es256(Tokens.KEY, input))).isFalse();
  }

  @Test
  void malformedScopeIsRefused() {
    refuses(claims -> claims.claim("scope", ""));
    refuses(claims -> claims.claim("scope", "api  admin"));
    refuses(claims -> claims.claim("scope", "api "));
    refuses(claims -> claims.claim("scope", " api"));
  }

  /** If the verifier read the rights number as a higher one, it would miss a change of rights. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "-1",
        "-9223372036854775808",
        "9223372036854775808",
        "99999999999999999999999",
        "57.5",
        "57.0",
        "5e1",
        "1e400",
        "\"57\"",
        "null",
        "true",
        "[57]",
        "{}",
      })
  void malformedNumberOfRightsIsRefused(String rgt) {
    assertThat(accepts(withMember("\"rgt\":" + rgt))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "1", "57", "9223372036854775807"})
  void numberOfRightsIsReadExactly(String rgt) {
    assertThat(verifier.verify(withMember("\"rgt\":" + rgt)))
        .hasValueSatisfying(token -> assertThat(token.rights()).isEqualTo(Long.parseLong(rgt)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"editor\"",
        "\"\"",
        "7",
        "null",
        "true",
        "{}",
        "{\"0\":\"editor\"}",
        "[7]",
        "[\"editor\",7]",
        "[\"editor\",null]",
        "[[\"editor\"]]",
        "[{}]"
      })
  void malformedRolesAreRefused(String roles) {
    assertThat(accepts(withMember("\"roles\":" + roles))).isFalse();
  }

  @Test
  void rolesAreReadWithoutDuplicates() {
    assertThat(roles("[]")).isEmpty();
    assertThat(roles("[\"editor\",\"author\",\"editor\"]"))
        .containsExactlyInAnyOrder("editor", "author");
    Set<String> many = IntStream.range(0, 500).mapToObj(i -> "r" + i).collect(Collectors.toSet());
    assertThat(
            roles(
                many.stream().map(role -> "\"" + role + "\"").toList().toString().replace(" ", "")))
        .isEqualTo(many);
    assertThat(accepts(withMember("\"roles\":[\"" + "r".repeat(8_192) + "\"]"))).isFalse();
  }

  private Set<String> roles(String json) {
    return verifier.verify(withMember("\"roles\":" + json)).orElseThrow().roles();
  }

  @Test
  void tokenWithoutRightsAndRolesHasNone() {
    VerifiedToken token = verifier.verify(with(claims -> claims)).orElseThrow();
    assertThat(token.rights()).isZero();
    assertThat(token.roles()).isEmpty();
  }

  @Test
  void tokenExpiresInTheSecondOfItsExpiry() {
    assertThat(accepts(expiring(1))).isTrue();
    assertThat(accepts(expiring(0))).isFalse();
    assertThat(accepts(expiring(-1))).isFalse();
  }

  @Test
  void cachedTokenExpires() throws IOException {
    TestClock later = new TestClock();
    try (FakeServer other = new FakeServer();
        Connected passing =
            Verifiers.connect(other, Verifiers.calm(other, later).ticker(new TestClock()))) {
      assertThat(passing.accepts(expiring(10))).isTrue();
      String token = expiring(10);
      assertThat(passing.accepts(token)).isTrue();
      later.pass(Duration.ofSeconds(9));
      assertThat(passing.accepts(token)).isTrue();
      later.pass(Duration.ofSeconds(1));
      assertThat(passing.accepts(token)).isFalse();
    }
  }

  @Test
  void leewayIsExact() throws IOException {
    TestClock later = new TestClock();
    try (FakeServer other = new FakeServer();
        Connected lenient =
            Verifiers.connect(
                other,
                Verifiers.calm(other, later)
                    .ticker(new TestClock())
                    .leeway(Duration.ofSeconds(5)))) {
      // This token expired before the snapshot, which would therefore omit its revocation.
      assertThat(lenient.accepts(expiring(0))).isFalse();
      later.pass(Duration.ofSeconds(5));
      assertThat(lenient.accepts(expiring(1))).isTrue();
      later.pass(Duration.ofSeconds(1));
      assertThat(lenient.accepts(expiring(1))).isFalse();
    }
  }

  @Test
  void tokenFromTheFutureIsRefused() {
    assertThat(accepts(with(claims -> claims.issueTime(at(60))))).isTrue();
    assertThat(accepts(with(claims -> claims.notBeforeTime(at(60))))).isTrue();
    refuses(claims -> claims.issueTime(at(61)));
    refuses(claims -> claims.issueTime(at(61)).notBeforeTime(at(0)));
    refuses(claims -> claims.notBeforeTime(at(61)));
  }

  @Test
  void configuredAudienceCounts() throws IOException {
    try (FakeServer other = new FakeServer();
        Connected choosy =
            Verifiers.connect(other, Verifiers.calm(other, new TestClock()).audience("mine"))) {
      assertThat(choosy.accepts(with(claims -> claims))).isFalse();
      assertThat(choosy.accepts(with(claims -> claims.audience("mine")))).isTrue();
    }
  }

  private void refuses(UnaryOperator<JWTClaimsSet.Builder> change) {
    assertThat(accepts(with(change))).isFalse();
  }

  private boolean accepts(String token) {
    return verifier.accepts(token);
  }

  private static String expiring(long seconds) {
    return with(claims -> claims.issueTime(at(-600)).expirationTime(at(seconds)));
  }

  private static Date at(long seconds) {
    return Date.from(START.plusSeconds(seconds));
  }
}
