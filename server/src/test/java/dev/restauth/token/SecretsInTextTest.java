package dev.restauth.token;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import dev.restauth.account.Account;
import dev.restauth.account.Account.State;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The texts of objects with a token or a key, which identify the secret but do not contain it. */
class SecretsInTextTest {
  private static final Account MIGUEL =
      new Account(
          7, "miguel", Optional.of("hash"), 1, State.ACTIVE, Instant.EPOCH, Optional.empty(), 0);

  private static final TokenProfile PROFILE =
      new TokenProfile(
          () -> "an issuer", Optional.empty(), Duration.ofMinutes(10), Duration.ofDays(30));

  @Test
  void adoptedTokenNamesItsAccount() {
    String token = new OldApplication("secret").token("{\"id\":7,\"exp\":4102444800}");
    assertThat(AdoptedToken.read(token).orElseThrow()).hasToString("AdoptedToken[accountId=7]");
  }

  @Test
  void jsonNamesItsMembers() {
    byte[] claims = "{\"id\":\"secret\"}".getBytes(StandardCharsets.US_ASCII);
    assertThat(FlatJson.read(claims).orElseThrow()).hasToString("FlatJson[id]");
  }

  @Test
  void aVerifiedTokenNamesItsAccount() {
    VerifiedToken ours =
        new CheckedToken(
                new SignedToken<>(
                    new TokenClaims(
                        7,
                        1,
                        "a session",
                        10,
                        "a token",
                        TokenScope.of("a scope").orElseThrow(),
                        0,
                        List.of(),
                        false,
                        20,
                        30),
                    "a key",
                    PROFILE),
                MIGUEL,
                false,
                0,
                0)
            .verified();
    assertThat(ours).hasToString("VerifiedToken[account=7]");
    assertThat(ours.issue())
        .hasValue(
            new VerifiedToken.Issue(
                "a token", "a scope", Instant.ofEpochSecond(20), Instant.ofEpochSecond(30)));
    VerifiedToken adopted = VerifiedToken.adopted(MIGUEL, "a session", Instant.EPOCH, Instant.MAX);
    assertThat(adopted).hasToString("VerifiedToken[account=7]");
    assertThat(adopted.issue()).isEmpty();
  }

  @Test
  void anIssuedTokenNamesItsDuration() {
    assertThat(new TokenIssuer.IssuedToken("secret", Duration.ofMinutes(10), "api"))
        .hasToString("IssuedToken[duration=PT10M]");
  }

  @Test
  void aNewKeyNamesItsId() throws GeneralSecurityException, JOSEException {
    KeyKind.Parts parts = SigningAlgorithm.HS256.kind().generate();
    assertThat(parts).hasToString("Parts[" + parts.kid() + "]");
    assertThat(SigningKey.generate(SigningAlgorithm.HS256).toString())
        .matches("New\\[[A-Za-z0-9_-]{22}]");
  }

  /** The id of an HS256 key is random, so comparing only ids would not reveal equal keys. */
  @ParameterizedTest
  @EnumSource(SigningAlgorithm.class)
  void keysDiffer(SigningAlgorithm algorithm) throws GeneralSecurityException, JOSEException {
    assertThat(algorithm.kind().generate().privatePart())
        .isNotEqualTo(algorithm.kind().generate().privatePart());
  }
}
