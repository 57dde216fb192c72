package dev.restauth.http;

/** Nobody waits for the answer any more: the client has closed its connection, reset its stream, or does not read. */
public final class ClientGoneException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Cheap to make: a client can have as many made as it likes. */
  public ClientGoneException(String message) {
    super(message, null, false, false);
  }

  /** The same, with how it was found out. */
  public ClientGoneException(String message, Throwable cause) {
    super(message, cause, false, false);
  }
}
