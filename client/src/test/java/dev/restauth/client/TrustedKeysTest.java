package dev.restauth.client;

import static dev.restauth.client.TestClock.START;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.ECKey;
import dev.restauth.client.Verifiers.Connected;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which keys count: what the feed announces, and what the server answers about the others. */
class TrustedKeysTest {
  private static final ECKey NEXT = Tokens.ecKey("key-2");
  private static final String BY_NEXT = signedBy(NEXT);
  private static final String BY_FIRST = signedBy(Tokens.KEY);

  /** The time in which the server is asked once, and in which its answer counts. */
  private static final Duration APART = Duration.ofSeconds(10);

  private final TestClock clock = new TestClock();
  private final TestClock ticker = new TestClock();
  private FakeServer server;
  private Connected connected;

  @BeforeEach
  void connect() throws IOException {
    server = new FakeServer();
    connected =
        Verifiers.connect(
            server,
            Verifiers.calm(server, clock)
                .ticker(ticker)
                .whenStale(WhenStale.goOnFor(Duration.ofHours(1))));
  }

  @AfterEach
  void close() {
    connected.close();
    server.close();
  }

  @Test
  void takesTheKeysThatTheFeedAnnounces() {
    connected.feed().announce(Tokens.keys(Tokens.KEY, NEXT));
    // It is not what the server would answer.
    Awaiting.until("announced", () -> connected.accepts(BY_NEXT));
    assertThat(connected.accepts(BY_FIRST)).isTrue();
  }

  @Test
  void refusesAKeyFromTheMomentOnThatItIsWithdrawnAndNeverAsksAboutIt() {
    server.publish(Tokens.keys(Tokens.KEY, NEXT)); // a cache that is behind
    assertThat(connected.accepts(BY_FIRST)).isTrue();
    connected.feed().announce(Tokens.keys(NEXT));
    Awaiting.until("withdrawn", () -> !connected.accepts(BY_FIRST));
    ticker.pass(APART);
    assertThat(connected.accepts(BY_FIRST)).isFalse();
    assertThat(connected.accepts(BY_NEXT)).isTrue();
    assertThat(server.keySetCalls()).isZero();
  }

  @Test
  void asksAboutAKeyThatWasNotAnnounced() {
    server.publish(Tokens.keys(Tokens.KEY, NEXT));
    assertThat(connected.accepts(BY_NEXT)).isTrue();
    assertThat(connected.accepts(BY_NEXT)).isTrue();
    assertThat(server.keySetCalls()).isOne();
  }

  @Test
  void asksAgainWhenAnAnswerIsOldSoThatAKeyThatIsGoneIsGone() {
    server.publish(Tokens.keys(Tokens.KEY, NEXT));
    assertThat(connected.accepts(BY_NEXT)).isTrue();
    server.publish(Tokens.keys(Tokens.KEY));
    ticker.pass(APART.minusNanos(1));
    assertThat(connected.accepts(BY_NEXT)).isTrue();
    ticker.pass(Duration.ofNanos(1));
    assertThat(connected.accepts(BY_NEXT)).isFalse();
    assertThat(server.keySetCalls()).isEqualTo(2);
  }

  @Test
  void forgetsAnAnswerWhenTheFeedAnnouncesAnotherKeySet() {
    server.publish(Tokens.keys(Tokens.KEY, NEXT));
    assertThat(connected.accepts(BY_NEXT)).isTrue();
    connected.feed().announce(Tokens.keys(Tokens.KEY));
    Awaiting.until("forgotten", () -> !connected.accepts(BY_NEXT));
    assertThat(server.keySetCalls()).isOne();
  }

  @Test
  void asksOnceAboutAFloodOfInventedKeys() throws Exception {
    List<Callable<Boolean>> flood =
        IntStream.range(0, 500)
            .mapToObj(i -> signedBy(Tokens.ecKey("invented-" + i % 20)))
            .<Callable<Boolean>>map(token -> () -> connected.accepts(token))
            .toList();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Boolean> accepted : threads.invokeAll(flood)) {
        assertThat(accepted.get()).isFalse();
      }
    }
    assertThat(server.keySetCalls()).isOne();
    assertThat(connected.accepts(BY_FIRST)).isTrue();
  }

  @Test
  void asksAboutNoKeyOfATokenThatIsOthersOrOver() {
    ECKey invented = Tokens.ecKey("invented");
    assertThat(
            connected.accepts(
                Tokens.signed(invented, Tokens.claims(START, "s").issuer("other").build())))
        .isFalse();
    assertThat(
            connected.accepts(
                Tokens.signed(invented, Tokens.claims(START.minusSeconds(600), "s").build())))
        .isFalse();
    assertThat(server.keySetCalls()).isZero();
  }

  @Test
  void refusesWhereTheServerSaysNothing() {
    server.fallSilent();
    assertThat(connected.accepts(BY_NEXT)).isFalse();
    assertThat(connected.accepts(BY_FIRST)).isTrue();
    assertThat(server.keySetCalls()).isOne();
  }

  @Test
  void refusesWhereTheServerAnswersNonsense() {
    server.publish("no list");
    assertThat(connected.accepts(BY_NEXT)).isFalse();
  }

  private static String signedBy(ECKey key) {
    return Tokens.signed(key, Tokens.claims(START, "s").build());
  }
}
