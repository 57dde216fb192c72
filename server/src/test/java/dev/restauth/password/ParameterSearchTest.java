package dev.restauth.password;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.restauth.password.ParameterSearch.Found;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ParameterSearchTest {
  /** Returns a cost of one nanosecond for each KiB and pass. */
  private static long cost(Argon2Parameters parameters) {
    return (long) parameters.memoryKib() * parameters.iterations() * parameters.parallelism();
  }

  private static Found find(long target, int memoryKib) {
    return new ParameterSearch(ParameterSearchTest::cost, target, memoryKib).find();
  }

  @ParameterizedTest
  @CsvSource({
    // With two passes, the search uses as much memory as the target time allows, in steps of 1 MiB.
    "38912, 65536, 19456, 2",
    "40959, 65536, 19456, 2",
    "40960, 65536, 20480, 2",
    "100000, 65536, 49152, 2",
    "129023, 65536, 63488, 2",
    "129024, 65536, 64512, 2",
    "131072, 65536, 65536, 2",
    // If the target time allows more than all memory with two passes, the search adds passes.
    "196607, 65536, 65536, 2",
    "196608, 65536, 65536, 3",
    "262144, 65536, 65536, 4",
    "4194304, 65536, 65536, 64",
    "9999999999, 65536, 65536, 64",
    // The product of memory and passes has a limit in Argon2Parameters.
    "9999999999, 1048576, 1048576, 16",
    "2097152, 1048576, 1048576, 2",
    "2097151, 1048576, 1047552, 2",
    // If there is too little memory or time for 19,456 KiB with two passes, the search begins with
    // OWASP's parameters for less memory.
    "38911, 65536, 12288, 3",
    "36864, 65536, 12288, 3",
    "36863, 65536, 7168, 5",
    "35840, 65536, 7168, 5",
    "99999, 19455, 18432, 5",
    "39935, 12288, 12288, 3",
    "36864, 12287, 9216, 4",
    "36864, 9215, 7168, 5",
    "40960, 9215, 8192, 5",
    "35840, 7168, 7168, 5",
    "43008, 7168, 7168, 6",
  })
  void findsTheMostExpensiveThatFits(long target, int memoryKib, int memory, int iterations) {
    assertThat(find(target, memoryKib))
        .isEqualTo(new Found(new Argon2Parameters(memory, iterations, 1), true));
  }

  @ParameterizedTest
  @CsvSource({
    "35839, 65536, 19456, 2",
    "1, 65536, 19456, 2",
    "1, 19456, 19456, 2",
    "1, 19455, 12288, 3",
    "1, 12287, 9216, 4",
    "1, 9215, 7168, 5",
    "35839, 7168, 7168, 5",
  })
  void recommendsTheMinimumIfNothingFits(long target, int memoryKib, int memory, int iterations) {
    assertThat(find(target, memoryKib))
        .isEqualTo(new Found(new Argon2Parameters(memory, iterations, 1), false));
  }

  @Test
  void neverRecommendsLessThanTheMinimum() {
    for (int memory = 7_168; memory <= 70_000; memory += 509) {
      for (long target = 1; target < 300_000; target += 4_099) {
        Argon2Parameters found = find(target, memory).parameters();
        assertThat(found.memoryKib()).isLessThanOrEqualTo(memory);
        assertThat(ParameterSearch.OWASP_MINIMUM)
            .anyMatch(
                row ->
                    found.memoryKib() >= row.memoryKib() && found.iterations() >= row.iterations());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {38_912, 50_000, 500_000, 5_000_000})
  void measuresNothingMuchSlowerThanTheTarget(long target) {
    List<Long> tried = new ArrayList<>();
    new ParameterSearch(
            parameters -> {
              tried.add(cost(parameters));
              return cost(parameters);
            },
            target,
            1_048_576)
        .find();

    assertThat(tried).hasSizeLessThan(40).allMatch(cost -> cost <= 2 * target);
  }

  /**
   * Simulates a C library that requests memory of 32 MiB or more from the system for each hash,
   * which doubles the duration.
   */
  @ParameterizedTest
  @CsvSource({"100000, 31744, 3", "63488, 31744, 2", "131071, 31744, 4", "131072, 32768, 2"})
  void addsPassesIfMoreMemoryWouldExceedTheTarget(long target, int memory, int iterations) {
    Found found =
        new ParameterSearch(
                parameters -> cost(parameters) * (parameters.memoryKib() < 32_768 ? 1 : 2),
                target,
                65_536)
            .find();
    assertThat(found.parameters()).isEqualTo(new Argon2Parameters(memory, iterations, 1));
  }

  @Test
  void repeatsAMeasurementThatMissesTheTarget() {
    Set<Argon2Parameters> seen = new HashSet<>();
    Found found =
        new ParameterSearch(
                parameters -> seen.add(parameters) ? Long.MAX_VALUE : cost(parameters),
                100_000,
                65_536)
            .find();
    assertThat(found).isEqualTo(find(100_000, 65_536));
  }

  @Test
  void refusesLessMemoryThanTheMinimum() {
    assertThatThrownBy(() -> find(1, 7_167)).isInstanceOf(IllegalArgumentException.class);
  }
}
