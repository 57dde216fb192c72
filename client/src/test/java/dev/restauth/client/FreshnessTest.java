package dev.restauth.client;

import static dev.restauth.client.Freshness.Arrival.DRIFTED;
import static dev.restauth.client.Freshness.Arrival.IN_TIME;
import static dev.restauth.client.Freshness.Arrival.TOO_LATE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.client.Freshness.Arrival;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Up to when all is known, to the nanosecond. */
class FreshnessTest {
  private static final Duration TICK = Duration.ofNanos(1);
  private static final Duration STALE_AFTER = Duration.ofSeconds(3);
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final TestClock ticker = new TestClock();
  private final Freshness freshness = new Freshness(ticker, STALE_AFTER);

  @Test
  void isStaleUntilSomethingIsHeard() {
    assertFreshFor(Duration.ZERO);
    freshness.asked();
    assertFreshFor(Duration.ZERO);
  }

  @Test
  void countsFromTheArrivalWhereNothingWasHeldBack() {
    freshness.asked();
    ticker.pass(SECOND);
    assertThat(heard(Duration.ZERO, SECOND)).isEqualTo(IN_TIME);
    assertFreshFor(STALE_AFTER);
  }

  @Test
  void neverCountsFromLaterThanTheArrival() {
    freshness.asked();
    assertThat(heard(Duration.ZERO, Duration.ofDays(10_000))).isEqualTo(IN_TIME);
    assertFreshFor(STALE_AFTER);
  }

  @Test
  void takesOffTheAge() {
    freshness.asked();
    heard(SECOND, Duration.ZERO);
    assertFreshFor(Duration.ofSeconds(2));
  }

  @Test
  void takesOffForHowLongItWasHeldBackAndTheAgeBeside() {
    freshness.asked();
    ticker.pass(Duration.ofSeconds(60));
    assertThat(heard(Duration.ofMillis(500), Duration.ofSeconds(59))).isEqualTo(IN_TIME);
    assertFreshFor(Duration.ofMillis(1_500));
  }

  @Test
  void countsFromTheLastTimeThatAStreamWasAskedFor() {
    freshness.asked();
    ticker.pass(Duration.ofSeconds(60));
    freshness.asked();
    ticker.pass(SECOND);
    assertThat(heard(Duration.ZERO, SECOND)).isEqualTo(IN_TIME);
    assertFreshFor(STALE_AFTER);
  }

  @Test
  void isTooLateFromTheThirdSecondOn() {
    freshness.asked();
    ticker.pass(STALE_AFTER.plus(SECOND).minus(TICK));
    assertThat(heard(Duration.ZERO, SECOND)).isEqualTo(IN_TIME);
    assertFreshFor(TICK);
    assertThat(heard(Duration.ZERO, SECOND)).isEqualTo(TOO_LATE);
    assertFreshFor(Duration.ZERO);
  }

  @Test
  void hasDriftedFromHalfOfThatOnAfterAMinute() {
    freshness.asked();
    ticker.pass(Duration.ofSeconds(60));
    Duration half = Duration.ofMillis(1_500);
    assertThat(heard(Duration.ZERO, Duration.ofSeconds(60).minus(half).minus(TICK)))
        .as("in the minute itself it cannot be that")
        .isEqualTo(IN_TIME);
    ticker.pass(TICK);
    assertThat(heard(Duration.ZERO, Duration.ofSeconds(60).minus(half).plus(TICK)))
        .isEqualTo(IN_TIME);
    assertThat(heard(Duration.ZERO, Duration.ofSeconds(60).minus(half))).isEqualTo(DRIFTED);
    assertFreshFor(half);
  }

  /** The server cannot have sent for longer than since it was asked. */
  @Test
  void hasDriftedWhereOurClockIsBehindToo() {
    freshness.asked();
    ticker.pass(Duration.ofSeconds(60));
    Duration half = Duration.ofMillis(1_500);
    Duration sent = Duration.ofSeconds(60).plus(half).plus(TICK);
    assertThat(heard(Duration.ZERO, sent.plus(TICK))).isEqualTo(IN_TIME);
    ticker.pass(TICK);
    assertThat(heard(Duration.ZERO, sent)).isEqualTo(IN_TIME);
    assertThat(heard(Duration.ZERO, sent.plus(TICK))).isEqualTo(DRIFTED);
    assertFreshFor(STALE_AFTER);
  }

  @Test
  void forgetsNothingForAnOlderHeartbeat() {
    freshness.asked();
    heard(Duration.ZERO, Duration.ZERO);
    heard(Duration.ofSeconds(2), Duration.ZERO);
    assertFreshFor(STALE_AFTER);
  }

  @Test
  void isStaleWhateverTheAgeAndTheClockAre() {
    for (long start : new long[] {0, Long.MAX_VALUE - 1, Long.MIN_VALUE, -1}) {
      long[] now = {start};
      Freshness other = new Freshness(() -> now[0], STALE_AFTER);
      other.asked();
      other.heard(Freshness.LONGEST, 0);
      assertThat(other.isFresh()).isFalse();
      now[0] += Duration.ofDays(1).toNanos();
      assertThat(other.isFresh()).isFalse();
      other.heard(0, Freshness.LONGEST);
      assertThat(other.isFresh()).isTrue();
      now[0] += STALE_AFTER.toNanos();
      assertThat(other.isFresh()).isFalse();
    }
  }

  @Test
  void isStaleAtOnceWhenNothingMoreWillBeHeardAndStaysSo() {
    freshness.asked();
    heard(Duration.ZERO, Duration.ZERO);
    freshness.lost();
    assertFreshFor(Duration.ZERO);
    ticker.pass(SECOND);
    freshness.lost();
    assertThat(freshness.staleFor()).isEqualTo(SECOND.toNanos());
  }

  private Arrival heard(Duration age, Duration since) {
    return freshness.heard(age.toNanos(), since.toNanos());
  }

  /** And not a moment longer, after which it is stale. */
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
