package dev.restauth.password;

/**
 * The cost of one Argon2id hash (RFC 9106 section 3.1).
 *
 * @param memoryKib memory in KiB, from 8 for each lane to 1,048,576 (1 GiB)
 * @param iterations passes over the memory, at least 1; memory times passes is at most 16 GiB,
 *     which takes some seconds
 * @param parallelism lanes, 1 to 64
 */
public record Argon2Parameters(int memoryKib, int iterations, int parallelism) {
  /** 19 MiB, 2 passes, 1 lane: the minimum that the OWASP Password Storage Cheat Sheet accepts. */
  public static final Argon2Parameters DEFAULT = new Argon2Parameters(19_456, 2, 1);

  private static final int MAX_MEMORY_KIB = 1 << 20;
  private static final int MAX_LANES = 64;
  private static final int MIN_KIB_PER_LANE = 8;
  private static final long MAX_WORK_KIB = 1L << 24;

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a value is out of range; the message names the value
   */
  public Argon2Parameters {
    if (parallelism < 1 || parallelism > MAX_LANES) {
      throw new IllegalArgumentException("Argon2 takes 1 to %d lanes.".formatted(MAX_LANES));
    }
    if (memoryKib < MIN_KIB_PER_LANE * parallelism || memoryKib > MAX_MEMORY_KIB) {
      throw new IllegalArgumentException(
          "Argon2 takes %d KiB a lane to %d KiB of memory."
              .formatted(MIN_KIB_PER_LANE, MAX_MEMORY_KIB));
    }
    if (iterations < 1 || (long) memoryKib * iterations > MAX_WORK_KIB) {
      throw new IllegalArgumentException(
          "Argon2 takes at least 1 iteration, and memory times iterations up to %d KiB."
              .formatted(MAX_WORK_KIB));
    }
  }

  /**
   * Returns the memory that all passes together write, in KiB. The computing time is proportional
   * to this amount.
   */
  long work() {
    return (long) memoryKib * iterations;
  }

  /** Returns a short description for an operator. */
  String text() {
    // String.format would write other digits in some locales.
    return "argon2id m=" + memoryKib + ",t=" + iterations + ",p=" + parallelism;
  }
}
