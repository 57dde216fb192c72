package dev.restauth.listener.http2;

import java.time.Duration;

/** What takes too long on one connection, and for which of its streams. Used by the connection's loop. */
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
   * Whether a frame does not get complete, or the client takes nothing from the socket. Asked a few times a second.
   *
   * @param incompleteSince when what is incomplete began; 0 if nothing is
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
