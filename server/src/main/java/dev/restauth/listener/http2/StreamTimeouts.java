package dev.restauth.listener.http2;

import java.time.Duration;

/**
 * Checks the time-outs of a connection and of its streams. Confined to the connection's event loop.
 */
final class StreamTimeouts {
  private final Http2Host host;
  private final Http2Limits bounds;
  private long pending;
  private long pendingSince;

  StreamTimeouts(Http2Host host, Http2Limits bounds) {
    this.host = host;
    this.bounds = bounds;
  }

  /**
   * Returns whether the connection has timed out: a frame stays incomplete, or the client does not
   * read from the socket. Must be called a few times a second.
   *
   * @param incompleteSince the time at which an incomplete frame began, in nanoseconds; 0 if there
   *     is none
   * @param now the current time, in nanoseconds
   */
  boolean isOfTheConnection(long incompleteSince, long now) {
    long before = pending;
    pending = host.pendingBytes();
    if (pending == 0 || pending != before) {
      pendingSince = now;
    }
    return isOver(bounds.request(), pendingSince, now)
        || (incompleteSince != 0 && isOver(bounds.request(), incompleteSince, now));
  }

  /** Returns whether a stream has timed out. */
  boolean isOf(Exchange exchange, long now) {
    return switch (exchange.phase) {
      case RECEIVING, WAITING, WRITING -> isOver(bounds.request(), exchange.since, now);
      case ANSWERING -> isOver(bounds.answer(), exchange.since, now);
      case STREAMING -> false;
    };
  }

  private static boolean isOver(Duration atMost, long since, long now) {
    return now - since > atMost.toNanos();
  }
}
