package dev.restauth.client;

/**
 * Thrown if a verifier cannot connect to the server. The message gives details of the {@link
 * #reason}.
 */
public final class NotConnectedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final Reason reason;

  /** The reasons for which a verifier cannot connect. */
  public enum Reason {
    /** The service key is wrong or disabled (401). */
    KEY_REFUSED,
    /** The service key lacks the scope {@code revocations:read} (403). */
    SCOPE_MISSING,
    /** A server answered, but has no feed at this address (404). */
    NO_FEED,
    /** No server answered, or the server did not become ready in the given time. */
    UNREACHABLE
  }

  NotConnectedException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  /** Returns the reason. */
  public Reason reason() {
    return reason;
  }
}
