package dev.restauth.client;

import static dev.restauth.client.TestClock.START;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.ECKey;
import dev.restauth.client.Verifiers.Connected;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Trusted keys: keys that the feed announces, and keys that the server returns on request. */
class TrustedKeysTest {
  private static final ECKey NEXT = Tokens.ecKey("key-2");
  private static final String BY_NEXT = signedBy(NEXT);
  private static final String BY_FIRST = signedBy(Tokens.KEY);

  /** The minimum interval between requests, and the time for which a response is valid. */
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
  void announcedKeysAreTrusted() {
    connected.feed().announce(Tokens.keys(Tokens.KEY, NEXT));
    // Without the announcement, the verifier would not find the key, because the server still
    // returns the old key set.
    Awaiting.until("announced", () -> connected.accepts(BY_NEXT));
    assertThat(connected.accepts(BY_FIRST)).isTrue();
  }

  @Test
  void removedKeyIsRefusedWithoutARequest() {
    server.publish(Tokens.keys(Tokens.KEY, NEXT)); // as from an outdated cache
    assertThat(connected.accepts(BY_FIRST)).isTrue();
    connected.feed().announce(Tokens.keys(NEXT));
    Awaiting.until("withdrawn", () -> !connected.accepts(BY_FIRST));
    ticker.pass(APART);
    assertThat(connected.accepts(BY_FIRST)).isFalse();
    assertThat(connected.accepts(BY_NEXT)).isTrue();
    assertThat(server.keySetCalls()).isZero();
  }

  @Test
  void tokenOfAReplacedKeyIsRefused() {
    assertThat(connected.accepts(BY_FIRST)).isTrue();
    connected.feed().announce(Tokens.keys(Tokens.ecKey("key-1"))).revoke("last");
    Awaiting.until("replaced", () -> !connected.accepts(BY_FIRST));
  }

  @Test
  void unknownKeyIsRequestedFromTheServer() {
    server.publish(Tokens.keys(Tokens.KEY, NEXT));
    assertThat(connected.accepts(BY_NEXT)).isTrue();
    assertThat(connected.accepts(BY_NEXT)).isTrue();
    assertThat(server.keySetCalls()).isOne();
  }

  @Test
  void answerExpiresSoThatARemovedKeyIsRefused() {
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
  void announcementReplacesAnAnswer() {
    server.publish(Tokens.keys(Tokens.KEY, NEXT));
    assertThat(connected.accepts(BY_NEXT)).isTrue();
    connected.feed().announce(Tokens.keys(Tokens.KEY));
    Awaiting.until("forgotten", () -> !connected.accepts(BY_NEXT));
    assertThat(server.keySetCalls()).isOne();
  }

  @Test
  void floodOfInventedKeysCausesOneRequest() throws Exception {
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
  void foreignOrExpiredTokensCauseNoRequest() {
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

  /** The thread that makes the request for all callers may be interrupted. */
  @Test
  void nextCallerSendsARequestAfterAnInterrupt() {
    server.publish(Tokens.keys(Tokens.KEY, NEXT));
    server.fallSilent();
    Thread.currentThread().interrupt();
    assertThat(connected.accepts(BY_FIRST)).isTrue();
    assertThat(connected.accepts(BY_NEXT)).isFalse();
    assertThat(Thread.interrupted()).isTrue();
    server.speak();
    assertThat(connected.accepts(BY_NEXT)).isTrue();
  }

  @Test
  void tokenIsRefusedIfTheServerDoesNotAnswer() {
    server.fallSilent();
    assertThat(connected.accepts(BY_NEXT)).isFalse();
    assertThat(connected.accepts(BY_FIRST)).isTrue();
    assertThat(server.keySetCalls()).isOne();
  }

  @Test
  void answerOverAMegabyteIsRefused() {
    server.publish(" ".repeat(1 << 20) + Tokens.keys(Tokens.KEY, NEXT));
    assertThat(connected.accepts(BY_NEXT)).isFalse();
    ticker.pass(APART);
    server.publish(" ".repeat(1 << 19) + Tokens.keys(Tokens.KEY, NEXT));
    assertThat(connected.accepts(BY_NEXT)).isTrue();
  }

  @Test
  void tokenIsRefusedIfTheAnswerIsMalformed() {
    server.publish("no list");
    assertThat(connected.accepts(BY_NEXT)).isFalse();
  }

  @Test
  void answerDoesNotRestoreARemovedKey() {
    assertThat(connected.accepts(BY_FIRST)).isTrue();
    connected.feed().announce(Tokens.keys(NEXT));
    Awaiting.until("withdrawn", () -> !connected.accepts(BY_FIRST));
    ECKey third = Tokens.ecKey("key-3");
    server.publish(Tokens.keys(Tokens.KEY, NEXT, third)); // as from an outdated cache
    assertThat(connected.accepts(signedBy(third))).isTrue();
    assertThat(connected.accepts(BY_FIRST)).isFalse();
  }

  @Test
  void tokenOfAKeyReplacedByAnAnswerIsRefused() {
    server.publish(Tokens.keys(NEXT));
    assertThat(connected.accepts(BY_NEXT)).isTrue();
    server.publish(Tokens.keys(Tokens.ecKey("key-2")));
    ticker.pass(APART);
    assertThat(connected.accepts(BY_NEXT)).isFalse();
    assertThat(connected.accepts(BY_NEXT)).isFalse();
    assertThat(server.keySetCalls()).isEqualTo(2);
  }

  @Test
  void interruptStatusIsPreservedWhileWaiting() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    TrustedKeys keys =
        new TrustedKeys(
            () -> {
              asked.countDown();
              end.await();
              return keySet("key-2");
            },
            ticker,
            APART);
    try (ExecutorService threads = Executors.newFixedThreadPool(1)) {
      Future<Optional<VerificationKey>> first = threads.submit(() -> keys.find("key-2"));
      asked.await();
      Thread.currentThread().interrupt();
      assertThat(keys.find("key-2")).isEmpty();
      assertThat(Thread.interrupted()).isTrue();
      end.countDown();
      assertThat(first.get()).isPresent();
    }
  }

  @Test
  void removedKeyNeverCausesARequest() {
    AtomicInteger calls = new AtomicInteger();
    TrustedKeys keys =
        new TrustedKeys(
            () -> {
              calls.incrementAndGet();
              return keySet("key-1");
            },
            ticker,
            APART);
    List.of("key-1", "key-2", "key-3").forEach(kid -> keys.announce(keySet(kid)));
    assertThat(keys.find("key-1")).isEmpty();
    assertThat(calls).hasValue(0);
    keys.announce(keySet("key-1"));
    assertThat(keys.find("key-1")).isPresent();
    keys.announce(keySet("key-3"));
    assertThat(keys.find("key-1")).isEmpty();
    assertThat(calls).hasValue(0);
  }

  @Test
  void thousandRemovedKeyIdsAreStored() {
    AtomicInteger calls = new AtomicInteger();
    TrustedKeys keys =
        new TrustedKeys(
            () -> {
              calls.incrementAndGet();
              return KeySet.NONE;
            },
            ticker,
            APART);
    for (int i = 0; i <= 1_001; i++) {
      keys.announce(keySet("key-" + i));
    }
    assertThat(keys.find("key-1001")).isPresent();
    assertThat(keys.find("key-1")).isEmpty();
    assertThat(calls).hasValue(0);
    assertThat(keys.find("key-0")).isEmpty();
    assertThat(calls).hasValue(1);
  }

  /**
   * After the first caller has looked for the key in memory, and before it requests the key set,
   * another caller requests it.
   */
  @Test
  void concurrentCallersCauseOneRequest() {
    AtomicInteger calls = new AtomicInteger();
    AtomicReference<Runnable> meanwhile = new AtomicReference<>(() -> {});
    TrustedKeys keys =
        new TrustedKeys(
            () -> {
              calls.incrementAndGet();
              return keySet("key-2");
            },
            () -> {
              meanwhile.getAndSet(() -> {}).run();
              return 0;
            },
            APART);
    meanwhile.set(() -> meanwhile.set(() -> assertThat(keys.find("key-2")).isPresent()));
    assertThat(keys.find("key-2")).isPresent();
    assertThat(calls).hasValue(1);
  }

  @Test
  void keyThatIsAnnouncedDuringARequestIsFound() {
    AtomicReference<Runnable> meanwhile = new AtomicReference<>(() -> {});
    TrustedKeys keys =
        new TrustedKeys(
            () -> {
              meanwhile.getAndSet(() -> {}).run();
              throw new IOException("gone");
            },
            ticker,
            APART);
    meanwhile.set(() -> keys.announce(keySet("key-2")));
    assertThat(keys.find("key-2")).isPresent();
  }

  private static KeySet keySet(String kid) {
    return KeySet.read(
        List.of(new ECKey.Builder(NEXT.toPublicJWK()).keyID(kid).build().toJSONObject()));
  }

  private static String signedBy(ECKey key) {
    return Tokens.signed(key, Tokens.claims(START, "s").build());
  }
}
