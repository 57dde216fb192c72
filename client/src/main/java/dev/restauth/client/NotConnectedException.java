package dev.restauth.client;

/** A verifier could not be connected; why is {@link #reason}, and in the message for people. */
public final class NotConnectedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final Reason reason;

  /** Why not. */
  public enum Reason {
    /** The server does not know the service key, or it is disabled (401). */
    KEY_REFUSED,
    /** The service key lacks the scope {@code revocations:read} (403). */
    SCOPE_MISSING,
    /** There is a server, but it has no feed at that address (404). */
    NO_FEED,
    /** There was no server, or none that became ready, in the time that was given. */
    UNREACHABLE
  }

  NotConnectedException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  /** Why not. */
  public Reason reason() {
    return reason;
  }
}
