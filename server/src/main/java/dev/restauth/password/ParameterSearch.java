package dev.restauth.password;

import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.function.ToLongFunction;

/**
 * Searches for the most expensive Argon2id parameters within a target time. The search uses one
 * lane and first raises the memory as far as allowed, then the number of passes (RFC 9106 section
 * 4). More lanes would not help, since the server already hashes on all cores.
 *
 * <p>There are always at least two passes. Attacks that trade memory for time reduce the cost by a
 * factor of 2.1 with one pass, and of 1.33 with more passes (section 7.2). One pass over twice the
 * memory would therefore gain little.
 *
 * @param nanos measures the time of one hash. The search makes only a few measurements. A
 *     measured hash may miss the target, but takes at most about twice as long, unless even the
 *     minimum parameters take longer
 * @param targetNanos the maximum time of one hash, inclusive
 * @param memoryKib the maximum memory of one hash, at least 7,168
 */
record ParameterSearch(ToLongFunction<Argon2Parameters> nanos, long targetNanos, int memoryKib) {
  /**
   * The minimum parameters that the OWASP Password Storage Cheat Sheet accepts, all of equal
   * strength. OWASP's row with a single pass is omitted, because the search uses at least two
   * passes.
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
   * @param fits whether the parameters meet the target; otherwise they are the minimum that OWASP
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
   * Repeats a measurement once if it misses the target, since other load makes a measurement slower
   * but never faster.
   */
  private boolean fits(Argon2Parameters parameters) {
    long once = nanos.applyAsLong(parameters);
    return (once <= targetNanos ? once : nanos.applyAsLong(parameters)) <= targetNanos;
  }

  /**
   * Returns the largest good number. All smaller numbers must be good, and all larger numbers bad.
   * The search doubles the number before it bisects: testing a far too large number would take
   * long.
   *
   * @param least a good number
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
