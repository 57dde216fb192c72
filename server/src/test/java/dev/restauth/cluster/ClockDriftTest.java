package dev.restauth.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.restauth.LogCatcher;
import dev.restauth.http.UnavailableException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Limits of clock drift: one for warnings, and one for issuing tokens. */
class ClockDriftTest {
  private static final Instant DATABASE = Instant.parse("2026-11-25T12:00:00Z");

  @AutoClose private final LogCatcher log = new LogCatcher(ClockDrift.class);
  private final ClockDrift drift = new ClockDrift();

  private void ahead(long millis) {
    ahead(millis, DATABASE);
  }

  private void ahead(long millis, Instant database) {
    drift.compare(database.plusMillis(millis), database, database.plusMillis(millis));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1_999, -1_999})
  void logsNothingUnderTwoSeconds(long millis) {
    ahead(millis);
    assertThat(log.all()).isEmpty();
    assertThat(drift.ahead()).isEqualTo(Duration.ofMillis(millis));
  }

  @ParameterizedTest
  @ValueSource(longs = {2_000, -2_000, 29_999, -29_999})
  void warnsFromTwoSecondsOn(long millis) {
    ahead(millis);
    assertThat(log.all()).hasSize(1).first().asString().startsWith("WARNING").contains(" s ");
    assertThatCode(drift::require).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(longs = {30_000, -30_000, 3_600_000})
  void refusesFromThirtySecondsOn(long millis) {
    ahead(millis);
    assertThat(log.all()).hasSize(1).first().asString().startsWith("SEVERE");
    assertThatThrownBy(drift::require).isInstanceOf(UnavailableException.class);
  }

  @Test
  void recoversByItself() {
    ahead(30_000);
    ahead(29_999);
    assertThatCode(drift::require).doesNotThrowAnyException();
    ahead(0);
    assertThat(log.levels()).isEqualTo(List.of("SEVERE", "INFO"));
  }

  @Test
  void comparesWithTheMiddleOfTheQuery() {
    drift.compare(DATABASE.plusMillis(29_600), DATABASE, DATABASE.plusMillis(30_400));
    assertThat(drift.ahead()).isEqualTo(Duration.ofSeconds(30));
    assertThatThrownBy(drift::require).isInstanceOf(UnavailableException.class);
    drift.compare(DATABASE.plusMillis(29_599), DATABASE, DATABASE.plusMillis(30_399));
    assertThatCode(drift::require).doesNotThrowAnyException();
  }

  @Test
  void correctedTimesAreNotLate() {
    Instant local = DATABASE.plusSeconds(20);
    drift.compare(local, DATABASE, local.plusMillis(40));
    assertThat(drift.corrected(local.plusMillis(40))).isEqualTo(DATABASE);

    drift.compare(local, DATABASE.plusMillis(40), local.plusMillis(40));
    assertThat(drift.corrected(local.plusMillis(40))).isEqualTo(DATABASE.plusMillis(40));
    drift.compare(local, DATABASE, local.plusMillis(51));
    assertThat(drift.corrected(local.plusMillis(40))).isEqualTo(DATABASE.plusMillis(40));
  }

  @Test
  void ignoresSlowQueriesAndClocksThatWereSet() {
    drift.compare(DATABASE.plusSeconds(40), DATABASE, DATABASE.plusMillis(41_001));
    drift.compare(DATABASE.plusSeconds(40), DATABASE, DATABASE.plusSeconds(39));
    assertThat(drift.ahead()).isZero();
    drift.compare(DATABASE.plusSeconds(40), DATABASE, DATABASE.plusSeconds(41));
    assertThat(drift.ahead()).isEqualTo(Duration.ofMillis(40_500));
  }

  @Test
  void warnsOnceAnHourOrIfItGetsWorse() {
    ahead(2_000);
    ahead(3_000, DATABASE.plusSeconds(3_599));
    assertThat(log.levels()).isEqualTo(List.of("WARNING"));
    ahead(30_000, DATABASE.plusSeconds(3_599));
    ahead(31_000, DATABASE.plusSeconds(3_600));
    assertThat(log.levels()).isEqualTo(List.of("WARNING", "SEVERE"));
    ahead(3_000, DATABASE.plusSeconds(3_599 + 3_600));
    assertThat(log.levels()).isEqualTo(List.of("WARNING", "SEVERE", "WARNING"));
  }

  @Test
  void unsteadyClockDoesNotFillTheLog() {
    for (int i = 0; i < 100; i++) {
      ahead(i % 2 == 0 ? 2_000 : 1_999, DATABASE.plusSeconds(i));
    }
    assertThat(log.levels()).isEqualTo(List.of("WARNING", "INFO"));
  }
}
