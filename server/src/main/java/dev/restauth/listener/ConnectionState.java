package dev.restauth.listener;

/** What a connection is doing, which bounds for how long it may. */
enum ConnectionState {
  /** Waits for a request's rest, or for the first one; with TLS, for the handshake. */
  RECEIVING,
  /** Answers a request. */
  ANSWERING,
  /** Waits for the client to take what it asked for. */
  WRITING,
  /** Waits for the next request. */
  IDLE,
  /** Has given its last answer. */
  LINGERING,
  /** Is told news as they come. */
  STREAMING,
  /** Has streams of HTTP/2, each of which is looked after by itself, and answers some. */
  SHARED,
  /** Has streams of HTTP/2, and no request that is complete. */
  GATHERING,
  /** Is closed, or about to be. */
  ENDED;

  /** Whether a connection could be ended without breaking off an answer, if its client goes on with nothing. */
  boolean isWaiting() {
    return switch (this) {
      case RECEIVING, IDLE, LINGERING, GATHERING, WRITING -> true;
      case ANSWERING, STREAMING, SHARED, ENDED -> false;
    };
  }
}
