package dev.restauth.client;

import static dev.restauth.client.TestClock.START;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.client.FakeServer.Stream;
import dev.restauth.client.Verifiers.Connected;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A proxy that delays the feed: one heartbeat arrives each second, but late. */
class HeldBackTest {
  private static final String LIVE = Tokens.good(START, "live");
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final TestClock clock = new TestClock();
  private FakeServer server;
  private Connected connected;

  @BeforeEach
  void connect() throws IOException {
    server = new FakeServer();
    CompletableFuture<Stream> feed = new CompletableFuture<>();
    Thread.ofVirtual().start(() -> feed.complete(server.next().snapshot(100).beat(Duration.ZERO)));
    TokenVerifier verifier = Verifiers.calm(server, clock).connect();
    connected = new Connected(verifier, feed.join());
  }

  @AfterEach
  void close() {
    connected.close();
    server.close();
  }

  @Test
  void isStaleIfHeartbeatsAreThreeSecondsLate() {
    clock.pass(Duration.ofMillis(2_999));
    assertThat(connected.accepts(LIVE)).isTrue();
    clock.pass(Duration.ofMillis(1));
    assertThat(connected.accepts(LIVE)).isFalse();
    connected.feed().beating(Duration.ZERO);
    try (Stream again = server.next()) { // the new stream may bypass the proxy
      assertThat(again.header("Last-Event-ID")).isEqualTo("e.1-100");
      assertThat(connected.accepts(LIVE)).isFalse();
      again.resumed(100).beat(Duration.ZERO);
      Awaiting.until("fresh", () -> connected.accepts(LIVE));
    }
  }

  @Test
  void staysFreshIfTheDelayIsSmall() {
    clock.pass(SECOND);
    connected.feed().beat(Duration.ofMillis(400)).revoke("ended");
    Awaiting.until("applied", () -> !connected.accepts(Tokens.good(START, "ended")));
    clock.pass(Duration.ofMillis(2_399));
    assertThat(connected.accepts(LIVE)).isTrue();
    clock.pass(Duration.ofMillis(1));
    assertThat(connected.accepts(LIVE)).isFalse();
  }

  @Test
  void reconnectsSilentlyIfTheClocksDrift() {
    try (LogLines lines = new LogLines()) {
      clock.pass(SECOND);
      for (int i = 2; i <= 60; i++) {
        clock.pass(SECOND);
        connected.feed().beat(Duration.ofSeconds(i).minusMillis(1_600)).revoke("session-" + i);
        String revoked = Tokens.good(START, "session-" + i);
        Awaiting.until("applied", () -> !connected.accepts(revoked));
        assertThat(connected.accepts(LIVE)).isTrue();
      }
      clock.pass(SECOND);
      connected.feed().beating(Duration.ofMillis(61_000 - 1_600));
      try (Stream again = server.next()) {
        assertThat(again.header("Last-Event-ID")).isEqualTo("e.1-218");
        assertThat(connected.accepts(LIVE)).isTrue();
        again.resumed(218).beat(Duration.ZERO).revoke("last");
        Awaiting.until("applied", () -> !connected.accepts(Tokens.good(START, "last")));
        clock.pass(Duration.ofMillis(2_999));
        assertThat(connected.accepts(LIVE)).isTrue();
      }
      assertThat(lines.warnings()).isEmpty();
    }
  }
}
