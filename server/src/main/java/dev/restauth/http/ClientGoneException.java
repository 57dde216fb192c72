package dev.restauth.http;

/**
 * Signals that the client no longer waits for the answer: it has closed the connection, has reset
 * the stream, or does not read.
 */
public final class ClientGoneException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates an exception without a stack trace, because clients can cause any number of these
   * exceptions.
   */
  public ClientGoneException(String message) {
    super(message, null, false, false);
  }

  /** Creates an exception with its cause, without a stack trace. */
  public ClientGoneException(String message, Throwable cause) {
    super(message, cause, false, false);
  }
}
