package dev.restauth.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.LogCatcher;
import dev.restauth.store.StoreUnavailableException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/**
 * The log lines about an interruption, in which a server receives no changes: one line for each
 * state, and one line for the end.
 */
class StalenessLogTest {
  private static final Duration MAXIMUM = Duration.ofSeconds(10);

  @AutoClose private final LogCatcher caught = new LogCatcher(StalenessLog.class);
  private final AtomicLong now = new AtomicLong();
  private final Freshness freshness = Freshness.within(MAXIMUM, now::get);
  private final StalenessLog log = new StalenessLog(freshness);

  private void failAfter(Duration age) {
    now.set(age.toNanos());
    log.failed(new StoreUnavailableException("gone"));
  }

  private void recover() {
    log.succeeded();
    freshness.update(now.get());
  }

  @Test
  void logsNothingOfAShortInterruption() {
    failAfter(Freshness.STALE.minusNanos(1));
    recover();
    assertThat(caught.all()).isEmpty();
  }

  @Test
  void logsEachStateOnceAndTheEndOnce() {
    failAfter(Freshness.STALE);
    failAfter(MAXIMUM.minusNanos(1));
    failAfter(MAXIMUM);
    failAfter(MAXIMUM.plusSeconds(1));
    recover();
    recover();
    assertThat(caught.all())
        .satisfiesExactly(
            warning ->
                assertThat(warning)
                    .startsWith("WARNING no change notifications from the database for 3 s: gone")
                    .contains("until this has lasted 10 s"),
            error ->
                assertThat(error)
                    .startsWith("SEVERE no token is accepted any more")
                    .contains("for 10 s: gone"),
            end -> assertThat(end).startsWith("INFO").endsWith("arrive again, after 11 s"));
  }

  @Test
  void logsNoWarningIfTheFirstFailedPollIsTooLateForIt() {
    failAfter(MAXIMUM);
    recover();
    assertThat(caught.levels()).containsExactly("SEVERE", "INFO");
  }

  @Test
  void logsTheNextInterruptionToo() {
    failAfter(Freshness.STALE);
    recover();
    now.addAndGet(Freshness.STALE.toNanos());
    log.failed(new StoreUnavailableException("gone"));
    assertThat(caught.levels()).containsExactly("WARNING", "INFO", "WARNING");
  }
}
