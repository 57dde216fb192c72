package dev.restauth.http;

/** Ends the handling of a request with a problem that the client can correct. */
public final class ProblemException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Problem problem;
  private final boolean closing;

  /**
   * Ends the request with {@code problem}.
   *
   * @param problem the problem to send to the client
   */
  public ProblemException(Problem problem) {
    this(problem, false);
  }

  /**
   * Ends the request with {@code problem}, and possibly the connection.
   *
   * @param closing whether to close the connection, because the beginning of the next request is unknown
   */
  public ProblemException(Problem problem, boolean closing) {
    super(problem.detail(), null, false, false);
    this.problem = problem;
    this.closing = closing;
  }

  /** The problem to send to the client. */
  public Problem problem() {
    return problem;
  }

  Answer answer() {
    Answer answer = Answer.problem(problem);
    return closing ? answer.thenClose() : answer;
  }
}
