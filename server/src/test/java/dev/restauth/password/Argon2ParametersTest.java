package dev.restauth.password;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Argon2ParametersTest {
  @Test
  void defaultIsTheOwaspMinimum() {
    assertThat(Argon2Parameters.DEFAULT).isEqualTo(new Argon2Parameters(19 * 1024, 2, 1));
  }

  @ParameterizedTest
  @CsvSource({"8, 1, 1", "32, 1, 4", "1048576, 16, 1", "512, 1, 64", "8, 2097152, 1"})
  void acceptsTheBounds(int memoryKib, int iterations, int parallelism) {
    assertThat(new Argon2Parameters(memoryKib, iterations, parallelism).memoryKib())
        .isEqualTo(memoryKib);
  }

  @ParameterizedTest
  @CsvSource({
    "7, 1, 1",
    "31, 1, 4",
    "1048577, 1, 1",
    "1048576, 17, 1",
    "8, 0, 1",
    "8, -1, 1",
    "8, 1, 0",
    "520, 1, 65",
    "-2147483648, 1, 1",
    "1048576, 2147483647, 64"
  })
  void refusesValuesOutOfBounds(int memoryKib, int iterations, int parallelism) {
    assertThatThrownBy(() -> new Argon2Parameters(memoryKib, iterations, parallelism))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Argon2 takes ");
  }
}
