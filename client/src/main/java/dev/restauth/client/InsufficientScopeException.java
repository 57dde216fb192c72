package dev.restauth.client;

/**
 * Thrown if a valid token lacks a required scope or role, or names an actor or a personal key that
 * the service refuses. Answer the request with the exception's {@link #refusal}: 403 {@code
 * insufficient_scope} (RFC 6750, section 3.1). The status 403 means that another token with the
 * same rights would not help.
 */
public final class InsufficientScopeException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final Refusal refusal;

  InsufficientScopeException(String message, Refusal refusal) {
    super(message);
    this.refusal = refusal;
  }

  /** Returns the response to the request. */
  public Refusal refusal() {
    return refusal;
  }
}
