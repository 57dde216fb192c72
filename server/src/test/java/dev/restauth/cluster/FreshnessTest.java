package dev.restauth.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.restauth.http.UnavailableException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** The duration for which cached state stays valid, tested exactly on its boundaries. */
class FreshnessTest {
  private static final long SECOND = 1_000_000_000;

  // The value of System.nanoTime may overflow, so the test begins just before the overflow.
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - SECOND);
  private final Freshness freshness = Freshness.within(Duration.ofSeconds(60), nanos::get);

  @Test
  void isStaleFromThreeSecondsOn() {
    nanos.addAndGet(3 * SECOND - 1);
    assertThat(freshness.isStale()).isFalse();
    nanos.incrementAndGet();
    assertThat(freshness.isStale()).isTrue();
    assertThat(freshness.age()).isEqualTo(Duration.ofSeconds(3));
    assertThatCode(freshness::require).doesNotThrowAnyException();
  }

  @Test
  void isUsableUntilTheLimitAndNotAtIt() {
    nanos.addAndGet(60 * SECOND - 1);
    assertThat(freshness.isUsable()).isTrue();
    assertThatCode(freshness::require).doesNotThrowAnyException();
    nanos.incrementAndGet();
    assertThat(freshness.isUsable()).isFalse();
    assertThatThrownBy(freshness::require).isInstanceOf(UnavailableException.class);
  }

  @Test
  void countsFromTheTimeOfTheQuery() {
    long askedAt = nanos.get() + 10 * SECOND;
    nanos.addAndGet(69 * SECOND);
    assertThat(freshness.isUsable()).isFalse();
    freshness.update(askedAt);
    assertThat(freshness.isUsable()).isTrue();
    nanos.addAndGet(SECOND);
    assertThat(freshness.isUsable()).isFalse();
  }

  @Test
  void singleServerIsAlwaysUsable() {
    Freshness alone = Freshness.always();
    assertThat(alone.isUsable()).isTrue();
    assertThat(alone.isStale()).isFalse();
    assertThatCode(alone::require).doesNotThrowAnyException();
  }
}
