package dev.restauth.client;

import static dev.restauth.client.TestClock.START;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.restauth.client.Verifiers.Connected;
import java.io.IOException;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tokens of administrators who act as another user name them, and a service can refuse them. */
class ActorTest {
  private final TestClock clock = new TestClock();
  private FakeServer server;
  private Connected connected;

  @BeforeEach
  void connect() throws IOException {
    server = new FakeServer();
    connected = Verifiers.connect(server, Verifiers.calm(server, clock));
  }

  @AfterEach
  void close() {
    connected.close();
    server.close();
  }

  @SuppressWarnings("JavaUtilDate") // Nimbus uses Date
  private static String token(Object actor) {
    return Tokens.signed(
        Tokens.KEY,
        Tokens.claims(START, "live").notBeforeTime(Date.from(START)).claim("act", actor).build());
  }

  private Optional<VerifiedToken> verify(String token) {
    return connected.verifier().verify(token);
  }

  @Test
  void anImpersonatedTokenNamesTheActor() {
    VerifiedToken token = verify(token(Map.of("sub", "7"))).orElseThrow();
    assertThat(token.subject()).isEqualTo("42");
    assertThat(token.actor()).hasValue("7");
    assertThatThrownBy(token::requireNoActor)
        .isInstanceOfSatisfying(
            InsufficientScopeException.class,
            refused -> assertThat(refused.refusal().status()).isEqualTo(403));
    // RFC 8693 allows more about the actor, and the actors before.
    Map<String, Object> chain = new HashMap<>();
    chain.put("sub", "7");
    chain.put("act", Map.of("sub", "8"));
    assertThat(verify(token(chain)).orElseThrow().actor()).hasValue("7");
  }

  @Test
  void theOwnersTokenHasNoActor() {
    VerifiedToken token = verify(Tokens.good(START, "live")).orElseThrow();
    assertThat(token.actor()).isEmpty();
    assertThatCode(token::requireNoActor).doesNotThrowAnyException();
  }

  static List<Object> unreadable() {
    return List.of("7", 7, List.of("7"), Map.of(), Map.of("sub", 7));
  }

  @ParameterizedTest
  @MethodSource("unreadable")
  void aTokenWhoseActorCannotBeReadIsRefused(Object actor) {
    assertThat(verify(token(actor))).isEmpty();
  }
}
