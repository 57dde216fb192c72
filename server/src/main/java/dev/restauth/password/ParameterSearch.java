package dev.restauth.password;

import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.function.ToLongFunction;

/**
 * Looks for the dearest Argon2id parameters that a target time affords: first as much memory as may
 * be, then as many passes (RFC 9106 section 4), on one lane. Not on fewer passes than two: attacks
 * that trade memory for time save 2.1-fold on one pass and 1.33-fold on more (section 7.2), so that
 * one pass over twice the memory would gain little and need twice the memory. Not on more lanes: the
 * server hashes on all cores at once already.
 *
 * @param nanos what one hash costs; asked about few parameters, which take about twice the target at
 *     most, unless they are the least
 * @param targetNanos what it may cost, this included
 * @param memoryKib what it may take, at least 7,168
 */
record ParameterSearch(ToLongFunction<Argon2Parameters> nanos, long targetNanos, int memoryKib) {
  /**
   * Of equal strength, says the OWASP Password Storage Cheat Sheet, and the least that it accepts. Its
   * row with a single pass is left out, see above.
   */
  static final List<Argon2Parameters> LEAST =
      List.of(
          Argon2Parameters.DEFAULT,
          new Argon2Parameters(12_288, 3, 1),
          new Argon2Parameters(9_216, 4, 1),
          new Argon2Parameters(7_168, 5, 1));

  private static final int STEP_KIB = 1_024;
  private static final int MOST_ITERATIONS = 64;
  private static final long MOST_WORK_KIB = 1L << 24;

  /**
   * What was found.
   *
   * @param fits whether it meets the target; where not, it is the least that OWASP accepts
   */
  record Found(Argon2Parameters parameters, boolean fits) {}

  ParameterSearch {
    if (memoryKib < LEAST.getLast().memoryKib()) {
      throw new IllegalArgumentException(
          "OWASP accepts no less than %d KiB.".formatted(LEAST.getLast().memoryKib()));
    }
  }

  Found find() {
    List<Argon2Parameters> small =
        LEAST.stream().filter(row -> row.memoryKib() <= memoryKib).toList();
    Optional<Argon2Parameters> affordable = small.stream().filter(this::fits).findFirst();
    return affordable
        .map(row -> new Found(grown(row), true))
        .orElseGet(() -> new Found(small.getFirst(), false));
  }

  private Argon2Parameters grown(Argon2Parameters row) {
    int memory =
        STEP_KIB
            * largest(
                row.memoryKib() / STEP_KIB,
                memoryKib / STEP_KIB,
                each -> fits(new Argon2Parameters(each * STEP_KIB, row.iterations(), 1)));
    int iterations =
        largest(
            row.iterations(),
            (int) Math.min(MOST_ITERATIONS, MOST_WORK_KIB / memory),
            each -> fits(new Argon2Parameters(memory, each, 1)));
    return new Argon2Parameters(memory, iterations, 1);
  }

  /** What disturbs a measurement makes it slower, never quicker; so one that fails is repeated. */
  private boolean fits(Argon2Parameters parameters) {
    long once = nanos.applyAsLong(parameters);
    return (once <= targetNanos ? once : nanos.applyAsLong(parameters)) <= targetNanos;
  }

  /**
   * The largest number that is good, where all up to some number are. It doubles before it halves, for
   * one that is far too large would take long to find out about.
   *
   * @param least known to be good
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
