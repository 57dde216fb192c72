package dev.restauth.job;

/** Receives the progress of a long-running job. Called by the thread that does the work. */
@FunctionalInterface
public interface Progress {

  /**
   * Reports how much of the current step is done.
   *
   * @param step the current step in a few words, such as {@code copying}
   * @param done the amount done, in the step's own units, from 0 to {@code total}
   * @param total the total amount; 0 if it is not known
   * @throws RuntimeException if the work should stop; the job then leaves nothing half done
   */
  void advanced(String step, long done, long total);
}
