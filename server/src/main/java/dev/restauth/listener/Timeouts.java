package dev.restauth.listener;

import java.time.Duration;

/**
 * How long a connection may take.
 *
 * @param request from a request's first byte, or the acceptance, until it is complete; and for the
 *     client to take an answer
 * @param answer from then until the answer is known
 * @param idle between two requests
 * @param linger for a client to say more or to close after the last answer
 */
record Timeouts(Duration request, Duration answer, Duration idle, Duration linger) {
  /** For a client to take a piece of news: whoever takes longer hears of nothing in time. */
  static final Duration NEWS = Duration.ofSeconds(5);

  private static final Duration FOR_EVER = Duration.ofNanos(Long.MAX_VALUE);

  /** How long a connection may do this. */
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
