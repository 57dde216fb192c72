package dev.restauth.client;

/**
 * Thrown if a valid token lacks a scope or a role that is required, or names an actor or a personal key that the
 * service refuses. Answer the request with its {@link #refusal}: 403 {@code insufficient_scope} (RFC 6750 section 3.1).
 * It says that another token of the same rights would not help.
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
