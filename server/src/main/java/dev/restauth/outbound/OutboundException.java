package dev.restauth.outbound;

import java.util.OptionalInt;

/**
 * A call that failed. The message is one line for the operator's log. It contains the host and the
 * port, but neither the path nor the query, and nothing from the answer's body. The client that
 * chose the URL must see neither the message nor the kind. They would reveal which machines exist
 * in the network, and which services run on them.
 */
public final class OutboundException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Reasons for failures. */
  public enum Kind {
    /** The URL is not an absolute https URL that this client accepts. No connection was made. */
    INVALID_URL,
    /** The name has no address, or DNS did not answer. */
    UNRESOLVED,
    /** The name has an address that the server must not call. No connection was made. */
    REFUSED_ADDRESS,
    /** No TCP connection could be made. */
    UNREACHABLE,
    /** TLS failed, for example because of the certificate. The request was not sent. */
    TLS,
    /** The call reached its deadline, possibly while it was waiting for other calls. */
    TIMEOUT,
    /** The answer has an unexpected status: not 200 for a GET, or not 200 to 299 for a POST. */
    STATUS,
    /** The answer has a media type that the caller does not accept. */
    MEDIA_TYPE,
    /** The body of the answer is larger than the caller accepts. */
    TOO_LARGE,
    /** The answer is not valid HTTP, is incomplete or encoded, or its content is invalid. */
    INVALID_ANSWER,
    /** The server is stopping, or the thread was interrupted. */
    CLOSED
  }

  private final Kind kind;
  private final int status;

  OutboundException(Kind kind, String message) {
    this(kind, message, 0);
  }

  private OutboundException(Kind kind, String message, int status) {
    super(message);
    this.kind = kind;
    this.status = status;
  }

  static OutboundException ofStatus(int status, String message) {
    return new OutboundException(Kind.STATUS, message, status);
  }

  /**
   * Returns a new exception for the same failure, with the stack trace of this call. Used for a
   * cached failure.
   */
  OutboundException again() {
    return new OutboundException(kind, String.valueOf(getMessage()), status);
  }

  /** Returns the reason. */
  public Kind kind() {
    return kind;
  }

  /** Returns the status of the answer if the kind is {@link Kind#STATUS}. */
  public OptionalInt status() {
    return kind == Kind.STATUS ? OptionalInt.of(status) : OptionalInt.empty();
  }
}
