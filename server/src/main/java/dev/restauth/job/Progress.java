package dev.restauth.job;

/** Receives the progress of a long-running job, on the thread that does the work. */
@FunctionalInterface
public interface Progress {

  /**
   * Reports how much of the current step is done.
   *
   * @param step the current step in a few words, such as {@code copying}
   * @param done the finished amount, in a unit that the step chooses, from 0 to {@code total}
   * @param total the total amount; 0 if it is unknown
   * @throws RuntimeException if the job should stop. In that case the job leaves no partial results
   */
  void advanced(String step, long done, long total);
}
