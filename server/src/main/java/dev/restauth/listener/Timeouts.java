package dev.restauth.listener;

import java.time.Duration;

/**
 * The time-outs of a connection.
 *
 * @param request the time from a request's first byte, or from accepting the connection, until the
 *     request is complete; also the time for the client to read an answer
 * @param answer the time from the complete request until the answer is computed
 * @param idle the time between two requests
 * @param linger the time without input, after the last answer, until the connection is closed
 */
record Timeouts(Duration request, Duration answer, Duration idle, Duration linger) {
  /**
   * The time for a client to read an event of a stream: a slower client would get all events too
   * late.
   */
  static final Duration NEWS = Duration.ofSeconds(5);

  private static final Duration FOR_EVER = Duration.ofNanos(Long.MAX_VALUE);

  /** Returns the time-out of a state. */
  Duration of(ConnectionState doing) {
    return switch (doing) {
      case RECEIVING, WRITING -> request;
      case ANSWERING -> answer;
      case IDLE -> idle;
      case LINGERING -> linger;
      case STREAMING, SHARED, GATHERING, ENDED -> FOR_EVER;
    };
  }
}
