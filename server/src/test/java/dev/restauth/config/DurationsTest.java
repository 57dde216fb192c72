package dev.restauth.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {
  @ParameterizedTest
  @CsvSource({
    "600, 600, 10m",
    "600s, 600, 10m",
    "10m, 600, 10m",
    "24h, 86400, 24h",
    "30d, 2592000, 30d",
    "1d, 86400, 24h",
    "90s, 90, 90s",
    "0, 0, 0s",
    "36h, 129600, 36h",
    "999999999d, 86399999913600, 999999999d"
  })
  void parse(String text, long seconds, String shortest) {
    assertThat(Durations.parse(text)).hasSeconds(seconds);
    assertThat(Durations.text(Durations.parse(text))).isEqualTo(shortest);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "s",
        "-1",
        "+1",
        "1.5h",
        "10 m",
        "10M",
        "10ms",
        "1h30m",
        "PT10M",
        "1000000000",
        "٣"
      })
  void refuses(String text) {
    assertThatThrownBy(() -> Durations.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("expected a duration such as 90, 90s, 10m, 24h or 30d");
  }
}
