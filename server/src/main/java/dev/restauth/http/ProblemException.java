package dev.restauth.http;

/**
 * Stops the handling of a request, because of a problem that the client can correct. The problem
 * (RFC 9457) becomes the answer.
 */
public final class ProblemException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Problem problem;
  private final boolean closing;

  /**
   * Creates an exception that makes {@code problem} the answer.
   *
   * @param problem the problem to send to the client
   */
  public ProblemException(Problem problem) {
    this(problem, false);
  }

  /**
   * Creates an exception that makes {@code problem} the answer.
   *
   * @param closing whether to close the connection, because the beginning of the next request is
   *     unknown
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
