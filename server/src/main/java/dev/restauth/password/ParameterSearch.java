package dev.restauth.password;

import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.function.ToLongFunction;

/**
 * Searches for the most expensive Argon2id parameters within a target time: first as much memory as
 * allowed, then as many passes as possible (RFC 9106 section 4), on one lane. It never uses fewer
 * than two passes: attacks that trade memory for time reduce the cost by a factor of 2.1 with one
 * pass, and of 1.33 with more (section 7.2). So one pass over twice the memory would gain little
 * and need twice the memory. It never uses more lanes: the server already hashes on all cores at
 * once.
 *
 * @param nanos measures the time of one hash; called for few parameters; they take at most about
 *     twice the target, except perhaps the minimum
 * @param targetNanos the maximum time of one hash, inclusive
 * @param memoryKib the maximum memory of one hash, at least 7,168
 */
record ParameterSearch(ToLongFunction<Argon2Parameters> nanos, long targetNanos, int memoryKib) {
  /**
   * The minimum parameters that the OWASP Password Storage Cheat Sheet accepts, all of equal
   * strength. Its row with a single pass is omitted, see above.
   */
  static final List<Argon2Parameters> OWASP_MINIMUM =
      List.of(
          Argon2Parameters.DEFAULT,
          new Argon2Parameters(12_288, 3, 1),
          new Argon2Parameters(9_216, 4, 1),
          new Argon2Parameters(7_168, 5, 1));

  private static final int STEP_KIB = 1_024;
  private static final int MAX_ITERATIONS = 64;
  private static final long MAX_WORK_KIB = 1L << 24;

  /**
   * The result of a search.
   *
   * @param fits whether the parameters meet the target; if not, they are the minimum that OWASP
   *     accepts
   */
  record Found(Argon2Parameters parameters, boolean fits) {}

  ParameterSearch {
    if (memoryKib < OWASP_MINIMUM.getLast().memoryKib()) {
      throw new IllegalArgumentException(
          "OWASP accepts no less than %d KiB.".formatted(OWASP_MINIMUM.getLast().memoryKib()));
    }
  }

  Found find() {
    List<Argon2Parameters> small =
        OWASP_MINIMUM.stream().filter(row -> row.memoryKib() <= memoryKib).toList();
    Optional<Argon2Parameters> affordable = small.stream().filter(this::fits).findFirst();
    return affordable
        .map(row -> new Found(grow(row), true))
        .orElseGet(() -> new Found(small.getFirst(), false));
  }

  private Argon2Parameters grow(Argon2Parameters row) {
    int memory =
        STEP_KIB
            * largest(
                row.memoryKib() / STEP_KIB,
                memoryKib / STEP_KIB,
                each -> fits(new Argon2Parameters(each * STEP_KIB, row.iterations(), 1)));
    int iterations =
        largest(
            row.iterations(),
            (int) Math.min(MAX_ITERATIONS, MAX_WORK_KIB / memory),
            each -> fits(new Argon2Parameters(memory, each, 1)));
    return new Argon2Parameters(memory, iterations, 1);
  }

  /**
   * Disturbances make a measurement slower, never faster. A measurement that misses the target is
   * therefore repeated once.
   */
  private boolean fits(Argon2Parameters parameters) {
    long once = nanos.applyAsLong(parameters);
    return (once <= targetNanos ? once : nanos.applyAsLong(parameters)) <= targetNanos;
  }

  /**
   * Returns the largest good number, if all numbers up to some number are good and all larger ones
   * are not. It doubles before it bisects, since testing a number that is far too large would take
   * long.
   *
   * @param least a number that is good
   */
  private static int largest(int least, int most, IntPredicate good) {
    int below = least;
    int above = Math.min(most, least * 2);
    while (above > below && good.test(above)) {
      below = above;
      above = (int) Math.min(most, above * 2L);
    }
    while (above - below > 1) {
      int middle = below + (above - below) / 2;
      if (good.test(middle)) {
        below = middle;
      } else {
        above = middle;
      }
    }
    return below;
  }
}
