package dev.restauth.http;

/** Ends the handling of a request with a problem that is its client's to mend. */
public final class ProblemException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Problem problem;
  private final boolean closing;

  /**
   * Ends the request with {@code problem}.
   *
   * @param problem what the client is told
   */
  public ProblemException(Problem problem) {
    this(problem, false);
  }

  /**
   * The same, as the last answer on its connection.
   *
   * @param closing whether it is: what follows there has no known beginning
   */
  public ProblemException(Problem problem, boolean closing) {
    super(problem.detail(), null, false, false);
    this.problem = problem;
    this.closing = closing;
  }

  /** What the client is told. */
  public Problem problem() {
    return problem;
  }

  Answer answer() {
    Answer answer = Answer.problem(problem);
    return closing ? answer.thenClose() : answer;
  }
}
