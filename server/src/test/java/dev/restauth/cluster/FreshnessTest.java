package dev.restauth.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.restauth.http.UnavailableException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** For how long what is remembered counts, on the boundaries. */
class FreshnessTest {
  private static final long SECOND = 1_000_000_000;

  // System.nanoTime may be negative, and overflow.
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - SECOND);
  private final Freshness freshness = Freshness.within(Duration.ofSeconds(60), nanos::get);

  @Test
  void isStaleFromThreeSecondsOn() {
    nanos.addAndGet(3 * SECOND - 1);
    assertThat(freshness.stale()).isFalse();
    nanos.incrementAndGet();
    assertThat(freshness.stale()).isTrue();
    assertThat(freshness.heardAgo()).isEqualTo(Duration.ofSeconds(3));
    assertThatCode(freshness::require).doesNotThrowAnyException();
  }

  @Test
  void lastsUntilTheLimitAndNotAtIt() {
    nanos.addAndGet(60 * SECOND - 1);
    assertThat(freshness.lasts()).isTrue();
    assertThatCode(freshness::require).doesNotThrowAnyException();
    nanos.incrementAndGet();
    assertThat(freshness.lasts()).isFalse();
    assertThatThrownBy(freshness::require).isInstanceOf(UnavailableException.class);
  }

  @Test
  void countsFromWhenTheQuestionWasAsked() {
    long askedAt = nanos.get() + 10 * SECOND;
    nanos.addAndGet(69 * SECOND);
    assertThat(freshness.lasts()).isFalse();
    freshness.heard(askedAt);
    assertThat(freshness.lasts()).isTrue();
    nanos.addAndGet(SECOND);
    assertThat(freshness.lasts()).isFalse();
  }

  @Test
  void aloneItAlwaysLasts() {
    Freshness alone = Freshness.always();
    assertThat(alone.lasts()).isTrue();
    assertThat(alone.stale()).isFalse();
    assertThatCode(alone::require).doesNotThrowAnyException();
  }
}
