package dev.restauth.job;

/** Hears how far a long piece of work is. Called by the thread that works. */
@FunctionalInterface
public interface Progress {

  /**
   * So much is done.
   *
   * @param step what is being done now, a few words such as {@code copying}
   * @param done in units of the step's own, from 0 to {@code total}
   * @param total 0 where it is not known
   * @throws RuntimeException where the work should stop, leaving nothing half done
   */
  void advanced(String step, long done, long total);
}
