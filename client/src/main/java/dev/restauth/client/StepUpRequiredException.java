package dev.restauth.client;

/**
 * Thrown if a token is valid, but its user was authenticated too weakly or too long ago for the
 * request. Answer the request with the exception's {@link #refusal}: 401 {@code
 * insufficient_user_authentication} (RFC 9470, section 3). The client then lets the user log in
 * again, and repeats the request with the new token.
 */
public final class StepUpRequiredException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final Refusal refusal;

  StepUpRequiredException(String message, Refusal refusal) {
    super(message);
    this.refusal = refusal;
  }

  /** Returns the response to the request. */
  public Refusal refusal() {
    return refusal;
  }
}
