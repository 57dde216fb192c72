package dev.restauth.client;

import static dev.restauth.client.TestClock.START;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.restauth.client.Verifiers.Connected;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The options for tokens while the feed is stale. */
class WhenStaleTest {
  private static final String LIVE = Tokens.good(START, "live");
  private static final String ENDED = Tokens.good(START, "ended");
  private static final Duration STALE_AFTER = Duration.ofSeconds(3);

  private final TestClock clock = new TestClock();
  private FakeServer server;

  @BeforeEach
  void start() throws IOException {
    server = new FakeServer();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void allTokensAreRefusedFromTheThirdSecondOn() {
    try (Connected connected = cutOff(WhenStale.refuse())) {
      clock.pass(STALE_AFTER.minusNanos(1));
      assertThat(connected.accepts(LIVE)).isTrue();
      assertThat(connected.verifier().isFresh()).isTrue();
      clock.pass(Duration.ofNanos(1));
      assertThat(connected.accepts(LIVE)).isFalse();
      assertThat(connected.verifier().isFresh()).isFalse();
      assertThat(server.introspected()).isEmpty();
    }
  }

  @Test
  void refusesByDefault() {
    try (Connected connected = cutOff(Verifiers.calm(server, clock))) {
      clock.pass(STALE_AFTER);
      assertThat(connected.accepts(LIVE)).isFalse();
    }
  }

  @Test
  void goOnForStopsAfterItsTime() {
    try (Connected connected = cutOff(WhenStale.goOnFor(Duration.ofSeconds(60)))) {
      clock.pass(STALE_AFTER.plusSeconds(60).minusNanos(1));
      assertThat(connected.accepts(LIVE)).isTrue();
      assertThat(connected.accepts(ENDED)).isFalse();
      clock.pass(Duration.ofNanos(1));
      assertThat(connected.accepts(LIVE)).isFalse();
      assertThat(connected.verifier().judge(LIVE)).isEqualTo(new Verdict.Unknown());
      assertThat(connected.verifier().judge(ENDED)).isEqualTo(new Verdict.Bad());
    }
  }

  @Test
  void permitsAreReleasedAndAnInterruptedThreadSendsNoRequest() {
    try (Connected connected = cutOff(WhenStale.askServer())) {
      clock.pass(STALE_AFTER);
      Thread.currentThread().interrupt();
      assertThat(connected.accepts(LIVE)).isFalse();
      assertThat(Thread.interrupted()).isTrue();
      for (int i = 0; i < 70; i++) {
        assertThat(connected.accepts(LIVE)).isTrue();
      }
    }
  }

  @Test
  void eachCheckIsARequestWhileStale() {
    try (Connected connected = cutOff(WhenStale.askServer())) {
      assertThat(connected.accepts(LIVE)).isTrue();
      assertThat(server.introspected()).isEmpty();
      clock.pass(STALE_AFTER);
      assertThat(connected.accepts(LIVE)).isTrue();
      assertThat(server.introspected()).containsExactly("token=" + LIVE);
      server.answerIntrospection("{\"active\":false}");
      assertThat(connected.accepts(LIVE)).isFalse();
      server.answerIntrospection("{\"active\":true}");
      assertThat(connected.accepts(LIVE)).isTrue();
      assertThat(server.introspected()).hasSize(3);
    }
  }

  @Test
  void badTokensCauseNoRequest() {
    try (Connected connected = cutOff(WhenStale.askServer())) {
      clock.pass(STALE_AFTER);
      assertThat(connected.accepts(ENDED)).isFalse();
      assertThat(connected.accepts(LIVE + "x")).isFalse();
      assertThat(server.introspected()).isEmpty();
    }
  }

  @Test
  void tokenIsRefusedWithoutAValidResponse() {
    try (Connected connected = cutOff(WhenStale.askServer())) {
      clock.pass(STALE_AFTER);
      for (String answer :
          new String[] {"", "{}", "{\"active\":\"true\"}", "[true]", "{\"active\":1}"}) {
        server.answerIntrospection(answer);
        assertThat(connected.accepts(LIVE)).as(answer).isFalse();
        clock.pass(Duration.ofSeconds(1));
      }
      server.fallSilent();
      assertThat(connected.accepts(LIVE)).isFalse();
    }
  }

  @Test
  void pausesAfterAFailure() {
    try (Connected connected = cutOff(WhenStale.askServer())) {
      clock.pass(STALE_AFTER);
      server.answerIntrospection("");
      assertThat(connected.accepts(LIVE)).isFalse();
      server.answerIntrospection("{\"active\":true}");
      assertThat(connected.accepts(LIVE)).isFalse();
      assertThat(server.introspected()).hasSize(1);
      clock.pass(Duration.ofMillis(500));
      assertThat(connected.accepts(LIVE)).isTrue();
    }
  }

  @Test
  void invalidTimesAreRefused() {
    assertThat(WhenStale.goOnFor(Duration.ofDays(1))).hasToString("GO_ON for PT24H");
    for (Duration time :
        new Duration[] {Duration.ZERO, Duration.ofSeconds(-1), Duration.ofDays(2)}) {
      assertThatThrownBy(() -> WhenStale.goOnFor(time))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  private Connected cutOff(WhenStale choice) {
    return cutOff(Verifiers.calm(server, clock).whenStale(choice));
  }

  /** Returns a verifier whose feed is disconnected. */
  private Connected cutOff(TokenVerifierBuilder builder) {
    Connected connected = Verifiers.connect(server, builder, "ended");
    server.answerFeed(503);
    connected.feed().close();
    Awaiting.until("noticed", () -> server.refusals() > 0);
    return connected;
  }
}
