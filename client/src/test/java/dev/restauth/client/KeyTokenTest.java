package dev.restauth.client;

import static dev.restauth.client.TestClock.START;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jwt.JWTClaimsSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tokens of personal keys. Each token names its key, and a service can refuse it. */
class KeyTokenTest {
  private static final String KEY = "Zk2NxWmYq0b3T5v7h9jLcA";

  @RegisterExtension private final ConnectedVerifier verifier = new ConnectedVerifier();

  private static String token(Object key) {
    return Tokens.signed(Tokens.KEY, Tokens.claims(START, KEY).claim("key_id", key).build());
  }

  @Test
  void theTokenOfAKeyNamesIt() {
    VerifiedToken token = verifier.verify(token(KEY)).orElseThrow();
    assertThat(token.subject()).isEqualTo("42");
    assertThat(token.keyId()).hasValue(KEY);
    assertThat(token.sessionId()).isEqualTo(KEY);
    assertThatThrownBy(token::requireNoKey)
        .hasMessage("the token was issued for a personal key")
        .isInstanceOfSatisfying(
            InsufficientScopeException.class,
            refused ->
                assertThat(refused.refusal())
                    .isEqualTo(
                        new Refusal(
                            403, "WWW-Authenticate", "Bearer error=\"insufficient_scope\"")));
    assertThatCode(token::requireNoActor).doesNotThrowAnyException();
  }

  @Test
  void theTokenOfALogInHasNoKey() {
    VerifiedToken token = verifier.verify(Tokens.good(START, "live")).orElseThrow();
    assertThat(token.keyId()).isEmpty();
    assertThatCode(token::requireNoKey).doesNotThrowAnyException();
  }

  static List<Object> unreadable() {
    return List.of(7, true, List.of(KEY), Map.of("sub", KEY));
  }

  @ParameterizedTest
  @MethodSource("unreadable")
  void aTokenWhoseKeyCannotBeReadIsRefused(Object key) {
    assertThat(verifier.verify(token(key))).isEmpty();
  }

  @Test
  void aTokenWhoseKeyIsNullIsRefused() {
    JWTClaimsSet claims =
        Tokens.claims(START, KEY).claim("key_id", null).serializeNullClaims(true).build();
    assertThat(verifier.verify(Tokens.signed(Tokens.KEY, claims))).isEmpty();
  }
}
