package dev.restauth.password;

/**
 * The cost of one Argon2id hash (RFC 9106 section 3.1).
 *
 * @param memoryKib memory in KiB, from 8 for each lane to 1,048,576 (1 GiB)
 * @param iterations passes over the memory, at least 1; memory times passes is at most 16 GiB, some
 *     seconds of work
 * @param parallelism lanes, 1 to 64
 */
public record Argon2Parameters(int memoryKib, int iterations, int parallelism) {
  /** 19 MiB, 2 passes, 1 lane: the least that the OWASP Password Storage Cheat Sheet accepts. */
  public static final Argon2Parameters DEFAULT = new Argon2Parameters(19_456, 2, 1);

  private static final int MOST_MEMORY_KIB = 1 << 20;
  private static final int MOST_LANES = 64;
  private static final int LEAST_KIB_PER_LANE = 8;
  private static final long MOST_WORK_KIB = 1L << 24;

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException where one is left; the message says which
   */
  public Argon2Parameters {
    if (parallelism < 1 || parallelism > MOST_LANES) {
      throw new IllegalArgumentException("Argon2 takes 1 to %d lanes.".formatted(MOST_LANES));
    }
    if (memoryKib < LEAST_KIB_PER_LANE * parallelism || memoryKib > MOST_MEMORY_KIB) {
      throw new IllegalArgumentException(
          "Argon2 takes %d KiB a lane to %d KiB of memory."
              .formatted(LEAST_KIB_PER_LANE, MOST_MEMORY_KIB));
    }
    if (iterations < 1 || (long) memoryKib * iterations > MOST_WORK_KIB) {
      throw new IllegalArgumentException(
          "Argon2 takes at least 1 iteration, and memory times iterations up to %d KiB."
              .formatted(MOST_WORK_KIB));
    }
  }

  /** How much memory is gone over, in KiB: what the time goes by. */
  long work() {
    return (long) memoryKib * iterations;
  }

  /** In a few words for an operator. */
  String text() {
    // Not String.format, which writes other digits in some locales.
    return "argon2id m=" + memoryKib + ",t=" + iterations + ",p=" + parallelism;
  }
}
