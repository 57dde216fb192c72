package dev.restauth.password;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.cli.Attempt;
import dev.restauth.operator.Request;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TuneCommandTest {

  @Test
  void defaultsTo50MillisecondsAnd64Mebibytes() {
    assertThat(new Attempt().run("tune-passwords").requests())
        .containsExactly(request("50", "65536"));
  }

  @ParameterizedTest
  @CsvSource({
    "1ms, 7168, 1, 7168",
    "80ms, 1048576, 80, 1048576",
    "5000ms, 0065536, 5000, 65536",
    "1s, 19456, 1000, 19456",
    "5s, 19456, 5000, 19456",
  })
  void passesTargetAndMemory(String target, String memory, String millis, String kib) {
    assertThat(
            new Attempt()
                .run("tune-passwords", "--target", target, "--memory=" + memory)
                .requests())
        .containsExactly(request(millis, kib));
  }

  @Test
  void passesSettingsToMeasure() {
    Attempt.Result result =
        new Attempt().run("tune-passwords", "--argon2-memory", "47104", "--hashing-threads=1");
    assertThat(result.flags())
        .containsExactly(Map.of("argon2-memory", "47104", "hashing-threads", "1"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"0ms", "0s", "5001ms", "6s", "80", "80 ms", "-1s", "0.5s", "1m", "", "٥s"})
  void refusesAnInvalidTime(String time) {
    Attempt.Result result = new Attempt().run("tune-passwords", "--target=" + time);
    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err())
        .isEqualTo(
            "restauth: --target is \""
                + time
                + "\"; expected a time from 1ms to 5s, such as 80ms\n");
    assertThat(result.requests()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"7167", "1048577", "99999999999", "64M", "-1", "", "1e6"})
  void refusesInvalidMemory(String memory) {
    Attempt.Result result = new Attempt().run("tune-passwords", "--memory=" + memory);
    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err())
        .isEqualTo(
            "restauth: --memory is \""
                + memory
                + "\"; expected KiB, a whole number from 7168 to 1048576\n");
    assertThat(result.requests()).isEmpty();
  }

  private static Request request(String millis, String kib) {
    return new Request("tune-passwords", Map.of("target_ms", millis, "memory_kib", kib));
  }
}
