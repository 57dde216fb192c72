package dev.restauth.listener;

/** The state of a connection, which determines its time-out. */
enum ConnectionState {
  /**
   * Waits for the first request, or for the rest of a request. With TLS, also waits for the
   * handshake.
   */
  RECEIVING,
  /** Waits for the answer to a request. */
  ANSWERING,
  /** Waits for the client to read an answer. */
  WRITING,
  /** Waits for the next request. */
  IDLE,
  /** Waits until it is closed, after the last answer. */
  LINGERING,
  /** Sends a streamed answer, such as the feed. */
  STREAMING,
  /**
   * Carries HTTP/2 streams, at least one of them with a request in progress. Each stream has its
   * own time-out.
   */
  SHARED,
  /** Carries HTTP/2 streams, but no request is complete. */
  GATHERING,
  /** Is closed or about to be closed. */
  ENDED;

  /** Returns whether the connection can be closed without interrupting an answer in progress. */
  boolean isWaiting() {
    return switch (this) {
      case RECEIVING, IDLE, LINGERING, GATHERING, WRITING -> true;
      case ANSWERING, STREAMING, SHARED, ENDED -> false;
    };
  }
}
