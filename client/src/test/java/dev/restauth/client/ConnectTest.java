package dev.restauth.client;

import static dev.restauth.client.NotConnectedException.Reason.KEY_REFUSED;
import static dev.restauth.client.NotConnectedException.Reason.NO_FEED;
import static dev.restauth.client.NotConnectedException.Reason.SCOPE_MISSING;
import static dev.restauth.client.NotConnectedException.Reason.UNREACHABLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.restauth.client.NotConnectedException.Reason;
import dev.restauth.client.Verifiers.Connected;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The connection to the server, and the errors if it fails. */
class ConnectTest {

  @Test
  void refusedKeyIsReported() throws IOException {
    assertFails(401, KEY_REFUSED);
  }

  @Test
  void missingScopeIsReported() throws IOException {
    assertFails(403, SCOPE_MISSING);
  }

  @Test
  void missingFeedIsReported() throws IOException {
    assertFails(404, NO_FEED);
  }

  @Test
  void timeoutReportsTheLastAnswer() throws IOException {
    try (FakeServer server = new FakeServer()) {
      server.answerFeed(503);
      assertThatThrownBy(() -> builder(server).connectWithin(Duration.ofSeconds(3)).connect())
          .isInstanceOf(NotConnectedException.class)
          .hasMessageContaining("the server answered 503")
          .extracting("reason")
          .isEqualTo(UNREACHABLE);
    }
  }

  @Test
  void unreachableServerIsReported() {
    TokenVerifierBuilder nobody =
        TokenVerifier.to("http://127.0.0.1:1")
            .serviceKey(Verifiers.SERVICE_KEY)
            .timings(Verifiers.HURRIED)
            .connectWithin(Duration.ofSeconds(3));
    assertThatThrownBy(nobody::connect)
        .isInstanceOf(NotConnectedException.class)
        .hasMessageContaining("no connection")
        .extracting("reason")
        .isEqualTo(UNREACHABLE);
  }

  @Test
  void waitsForAServerThatIsNotReadyYet() throws IOException {
    try (FakeServer server = new FakeServer()) {
      server.answerFeed(503);
      Thread.ofVirtual().start(() -> server.answerFeed(200));
      try (Connected connected = Verifiers.connect(server, builder(server))) {
        assertThat(connected.verifier().isFresh()).isTrue();
      }
    }
  }

  @Test
  void connectsWhileTheCommonPoolIsBusy() throws IOException {
    CountDownLatch end = new CountDownLatch(1);
    for (int i = 0; i < 2 * ForkJoinPool.getCommonPoolParallelism() + 2; i++) {
      ForkJoinPool.commonPool()
          .execute(
              () -> {
                try {
                  end.await();
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              });
    }
    TestClock clock = new TestClock();
    try (FakeServer server = new FakeServer();
        Connected connected =
            Verifiers.connect(
                server, Verifiers.calm(server, clock).whenStale(WhenStale.askServer()))) {
      server.answerFeed(503);
      connected.feed().close();
      Awaiting.until("noticed", () -> server.refusals() > 0);
      clock.pass(Duration.ofSeconds(3));
      assertThat(connected.accepts(Tokens.good(TestClock.START, "s"))).isTrue();
      assertThat(server.introspected()).hasSize(1);
    } finally {
      end.countDown();
    }
  }

  @Test
  void isNotReadyBeforeTheFirstHeartbeat() throws IOException {
    try (FakeServer server = new FakeServer()) {
      Thread.ofVirtual().start(() -> server.next().snapshot(100));
      assertThatThrownBy(() -> builder(server).connectWithin(Duration.ofSeconds(1)).connect())
          .isInstanceOf(NotConnectedException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "auth.example.com",
        "ftp://auth.example.com",
        "https://",
        "https://user@auth.example.com",
        "https://auth.example.com?x",
        "https://auth.example.com#x",
        "https://auth example.com",
      })
  void malformedUrlIsRefused(String url) {
    assertThatThrownBy(() -> TokenVerifier.to(url)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "two words", "two\nlines", "kéy"})
  void malformedKeyIsRefusedAndNotQuoted(String key) {
    assertThatThrownBy(() -> TokenVerifier.to("https://auth.example.com").serviceKey(key))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a service key is a single line of letters and digits");
  }

  @Test
  // System.getenv returns null for a variable that is not set.
  @SuppressWarnings("NullAway")
  void aMissingKeyIsNamed() {
    assertThatThrownBy(() -> TokenVerifier.to("https://auth.example.com").serviceKey(null))
        .hasMessage("there is no service key: is the variable set that should contain it?");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"http://auth.example.com", "HTTP://10.0.0.1:5000", "http://localhost.evil.com"})
  void serviceKeyIsNotSentOverPlainHttp(String url) {
    assertThatThrownBy(() -> TokenVerifier.connect(url, Verifiers.SERVICE_KEY))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("insecurelyOverPlainHttp");
  }

  @Test
  void serviceKeyDoesNotFollowRedirects() throws IOException {
    TestClock clock = new TestClock();
    try (FakeServer server = new FakeServer();
        FakeServer elsewhere = new FakeServer();
        Connected connected =
            Verifiers.connect(
                server, Verifiers.calm(server, clock).whenStale(WhenStale.askServer()))) {
      server.redirectTo(elsewhere.url());
      connected.feed().close();
      Awaiting.until("asked for the feed", () -> server.refusals() > 0);
      clock.pass(Duration.ofSeconds(3));
      assertThat(connected.accepts(Tokens.good(TestClock.START, "s"))).isFalse();
      String unknown =
          Tokens.signed(Tokens.ecKey("unknown"), Tokens.claims(TestClock.START, "s").build());
      assertThat(connected.accepts(unknown)).isFalse();
      assertThat(server.refusals()).isGreaterThan(2);
      assertThat(elsewhere.connections()).isZero();
    }
  }

  @Test
  void threadEndsIfConnectingFails() throws IOException {
    try (FakeServer server = new FakeServer()) {
      server.answerFeed(503);
      assertThatThrownBy(() -> builder(server).connectWithin(Duration.ofMillis(50)).connect())
          .isInstanceOf(NotConnectedException.class);
      assertNoRequests(server);
      server.answerFeed(404);
      assertThatThrownBy(() -> builder(server).connect()).isInstanceOf(NotConnectedException.class);
      assertNoRequests(server);
    }
  }

  @Test
  void threadEndsIfConnectingIsInterrupted() throws IOException {
    try (FakeServer server = new FakeServer()) {
      server.answerFeed(503);
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> builder(server).connect())
          .isInstanceOf(NotConnectedException.class)
          .hasMessageContaining("interrupted");
      assertThat(Thread.interrupted()).isTrue();
      assertNoRequests(server);
    }
  }

  private static void assertNoRequests(FakeServer server) {
    Awaiting.until(
        "ended",
        () ->
            Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().equals("restauth-feed")));
    int before = server.refusals();
    LockSupport.parkNanos(Verifiers.HURRIED.retryAtMost().toNanos() * 5);
    assertThat(server.refusals()).isEqualTo(before);
  }

  @Test
  void invalidTimesAreRefused() {
    TokenVerifierBuilder builder = TokenVerifier.to("https://auth.example.com/");
    assertThatThrownBy(() -> builder.leeway(Duration.ofSeconds(-1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> builder.leeway(Duration.ofSeconds(61)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> builder.connectWithin(Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(builder::connect).isInstanceOf(IllegalStateException.class);
  }

  private static void assertFails(int status, Reason reason) throws IOException {
    try (FakeServer server = new FakeServer()) {
      server.answerFeed(status);
      assertThatThrownBy(() -> builder(server).connect())
          .isInstanceOf(NotConnectedException.class)
          .hasMessageContaining("(" + status + ")")
          .hasMessageNotContaining(Verifiers.SERVICE_KEY)
          .extracting("reason")
          .isEqualTo(reason);
    }
  }

  private static TokenVerifierBuilder builder(FakeServer server) {
    return Verifiers.hurried(server, new TestClock());
  }
}
