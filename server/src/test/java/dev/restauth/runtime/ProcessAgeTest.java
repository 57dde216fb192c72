package dev.restauth.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProcessAgeTest {
  private static final String STAT =
      "4711 (a b) c) S 1 4711 4711 0 -1 4194560 1 0 0 0 7 3 0 0 20 0 28 0 1747570 9 8 7";

  @Test
  void hasAPrecisionOfAHundredthOfASecond() {
    assertThat(ProcessAge.of(STAT, "17476.18 12635.25\n")).isEqualTo(Duration.ofMillis(480));
    assertThat(ProcessAge.of(STAT, "17475.70 12635.25\n")).isZero();
  }

  @Test
  void isUnknownIfTheUptimeIsShorter() {
    assertThatThrownBy(() -> ProcessAge.of(STAT, "12.00 3.00\n"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ProcessAge.of("", "12.00 3.00\n"))
        .isInstanceOf(RuntimeException.class);
  }

  @Test
  void isTheAgeOfThisProcess() {
    assertThat(ProcessAge.now()).isPositive().isLessThan(Duration.ofDays(1));
  }
}
