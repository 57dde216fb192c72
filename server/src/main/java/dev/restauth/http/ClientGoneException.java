package dev.restauth.http;

/**
 * Signals that no client waits for the answer any more: it has closed its connection, reset its stream, or
 * does not read.
 */
public final class ClientGoneException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Creates an exception without a stack trace, because clients can cause any number of these exceptions. */
  public ClientGoneException(String message) {
    super(message, null, false, false);
  }

  /** Creates an exception with its cause, without a stack trace. */
  public ClientGoneException(String message, Throwable cause) {
    super(message, cause, false, false);
  }
}
