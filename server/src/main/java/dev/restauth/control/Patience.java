package dev.restauth.control;

import java.time.Duration;

/**
 * How long a socket waits.
 *
 * @param request for the whole of a request, from when its sender has connected
 * @param answer for a client to take the end of its answer
 * @param stop for what runs to end, when the socket is closed
 */
record Patience(Duration request, Duration answer, Duration stop) {
  static final Patience USUAL =
      new Patience(Duration.ofSeconds(10), Duration.ofSeconds(10), Duration.ofSeconds(10));
}
