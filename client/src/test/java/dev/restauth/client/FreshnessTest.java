package dev.restauth.client;

import static dev.restauth.client.Freshness.Arrival.DRIFTED;
import static dev.restauth.client.Freshness.Arrival.IN_TIME;
import static dev.restauth.client.Freshness.Arrival.TOO_LATE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.client.Freshness.Arrival;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Freshness, tested to the nanosecond. */
class FreshnessTest {
  private static final Duration TICK = Duration.ofNanos(1);
  private static final Duration STALE_AFTER = Duration.ofSeconds(3);
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final TestClock ticker = new TestClock();
  private final Freshness freshness = new Freshness(ticker, STALE_AFTER);

  @Test
  void isStaleBeforeTheFirstHeartbeat() {
    assertFreshFor(Duration.ZERO);
    freshness.requested();
    assertFreshFor(Duration.ZERO);
  }

  @Test
  void countsFromTheArrivalWithoutDelay() {
    freshness.requested();
    ticker.pass(SECOND);
    assertThat(heartbeat(Duration.ZERO, SECOND)).isEqualTo(IN_TIME);
    assertFreshFor(STALE_AFTER);
  }

  @Test
  void neverCountsFromLaterThanTheArrival() {
    freshness.requested();
    assertThat(heartbeat(Duration.ZERO, Duration.ofDays(10_000))).isEqualTo(IN_TIME);
    assertFreshFor(STALE_AFTER);
  }

  @Test
  void ageIsSubtracted() {
    freshness.requested();
    heartbeat(SECOND, Duration.ZERO);
    assertFreshFor(Duration.ofSeconds(2));
  }

  @Test
  void delayAndAgeAreSubtracted() {
    freshness.requested();
    ticker.pass(Duration.ofSeconds(60));
    assertThat(heartbeat(Duration.ofMillis(500), Duration.ofSeconds(59))).isEqualTo(IN_TIME);
    assertFreshFor(Duration.ofMillis(1_500));
  }

  @Test
  void countsFromTheLastRequest() {
    freshness.requested();
    ticker.pass(Duration.ofSeconds(60));
    freshness.requested();
    ticker.pass(SECOND);
    assertThat(heartbeat(Duration.ZERO, SECOND)).isEqualTo(IN_TIME);
    assertFreshFor(STALE_AFTER);
  }

  @Test
  void isTooLateFromTheThirdSecondOn() {
    freshness.requested();
    ticker.pass(STALE_AFTER.plus(SECOND).minus(TICK));
    assertThat(heartbeat(Duration.ZERO, SECOND)).isEqualTo(IN_TIME);
    assertFreshFor(TICK);
    assertThat(heartbeat(Duration.ZERO, SECOND)).isEqualTo(TOO_LATE);
    assertFreshFor(Duration.ZERO);
  }

  @Test
  void hasDriftedFromHalfTheStaleTimeOnAfterAMinute() {
    freshness.requested();
    ticker.pass(Duration.ofSeconds(60));
    Duration half = Duration.ofMillis(1_500);
    assertThat(heartbeat(Duration.ZERO, Duration.ofSeconds(60).minus(half).minus(TICK)))
        .as("not within the first minute")
        .isEqualTo(IN_TIME);
    ticker.pass(TICK);
    assertThat(heartbeat(Duration.ZERO, Duration.ofSeconds(60).minus(half).plus(TICK)))
        .isEqualTo(IN_TIME);
    assertThat(heartbeat(Duration.ZERO, Duration.ofSeconds(60).minus(half))).isEqualTo(DRIFTED);
    assertFreshFor(half);
  }

  /** The server cannot have begun the stream before the request. */
  @Test
  void hasDriftedIfTheClockIsBehind() {
    freshness.requested();
    ticker.pass(Duration.ofSeconds(60));
    Duration half = Duration.ofMillis(1_500);
    Duration sent = Duration.ofSeconds(60).plus(half).plus(TICK);
    assertThat(heartbeat(Duration.ZERO, sent.plus(TICK))).isEqualTo(IN_TIME);
    ticker.pass(TICK);
    assertThat(heartbeat(Duration.ZERO, sent)).isEqualTo(IN_TIME);
    assertThat(heartbeat(Duration.ZERO, sent.plus(TICK))).isEqualTo(DRIFTED);
    assertFreshFor(STALE_AFTER);
  }

  @Test
  void olderHeartbeatDoesNotReduceFreshness() {
    freshness.requested();
    heartbeat(Duration.ZERO, Duration.ZERO);
    heartbeat(Duration.ofSeconds(2), Duration.ZERO);
    assertFreshFor(STALE_AFTER);
  }

  @Test
  void extremeTimesDoNotOverflow() {
    for (long start : new long[] {0, Long.MAX_VALUE - 1, Long.MIN_VALUE, -1}) {
      long[] now = {start};
      Freshness other = new Freshness(() -> now[0], STALE_AFTER);
      other.requested();
      other.heartbeat(Freshness.LONGEST, 0);
      assertThat(other.isFresh()).isFalse();
      now[0] += Duration.ofDays(1).toNanos();
      assertThat(other.isFresh()).isFalse();
      other.heartbeat(0, Freshness.LONGEST);
      assertThat(other.isFresh()).isTrue();
      now[0] += STALE_AFTER.toNanos();
      assertThat(other.isFresh()).isFalse();
    }
  }

  @Test
  void markedStaleStaysStale() {
    freshness.requested();
    heartbeat(Duration.ZERO, Duration.ZERO);
    freshness.markStale();
    assertFreshFor(Duration.ZERO);
    ticker.pass(SECOND);
    freshness.markStale();
    assertThat(freshness.staleFor()).isEqualTo(SECOND.toNanos());
  }

  private Arrival heartbeat(Duration age, Duration since) {
    return freshness.heartbeat(age.toNanos(), since.toNanos());
  }

  /** Asserts that the state is fresh for exactly the given time. */
  private void assertFreshFor(Duration time) {
    assertThat(freshness.staleFor()).isEqualTo(-time.toNanos());
    assertThat(freshness.isFresh()).isEqualTo(!time.isZero());
    if (!time.isZero()) {
      ticker.pass(time.minus(TICK));
      assertThat(freshness.isFresh()).isTrue();
      ticker.pass(TICK);
      assertThat(freshness.isFresh()).isFalse();
    }
  }
}
