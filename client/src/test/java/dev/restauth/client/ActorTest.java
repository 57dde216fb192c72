package dev.restauth.client;

import static dev.restauth.client.TestClock.START;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Tokens of administrators who act as another user. Each token names its administrator, and a
 * service can refuse it.
 */
class ActorTest {
  @RegisterExtension private final ConnectedVerifier verifier = new ConnectedVerifier();

  @SuppressWarnings("JavaUtilDate") // Nimbus uses Date
  private static String token(Object actor) {
    return Tokens.signed(
        Tokens.KEY,
        Tokens.claims(START, "live").notBeforeTime(Date.from(START)).claim("act", actor).build());
  }

  @Test
  void anImpersonatedTokenNamesTheActor() {
    VerifiedToken token = verifier.verify(token(Map.of("sub", "7"))).orElseThrow();
    assertThat(token.subject()).isEqualTo("42");
    assertThat(token.actor()).hasValue("7");
    assertThatThrownBy(token::requireNoActor)
        .isInstanceOfSatisfying(
            InsufficientScopeException.class,
            refused -> assertThat(refused.refusal().status()).isEqualTo(403));
    // RFC 8693 allows further members of the actor, and previous actors.
    Map<String, Object> chain = new HashMap<>();
    chain.put("sub", "7");
    chain.put("act", Map.of("sub", "8"));
    assertThat(verifier.verify(token(chain)).orElseThrow().actor()).hasValue("7");
  }

  @Test
  void theOwnersTokenHasNoActor() {
    VerifiedToken token = verifier.verify(Tokens.good(START, "live")).orElseThrow();
    assertThat(token.actor()).isEmpty();
    assertThatCode(token::requireNoActor).doesNotThrowAnyException();
  }

  static List<Object> unreadable() {
    return List.of("7", 7, List.of("7"), Map.of(), Map.of("sub", 7));
  }

  @ParameterizedTest
  @MethodSource("unreadable")
  void aTokenWhoseActorCannotBeReadIsRefused(Object actor) {
    assertThat(verifier.verify(token(actor))).isEmpty();
  }
}
