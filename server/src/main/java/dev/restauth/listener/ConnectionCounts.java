package dev.restauth.listener;

import dev.restauth.figure.Figure;
import dev.restauth.figure.LabelledCounter;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts of connections since the start: accepted, refused, and closed by the server. Thread-safe.
 */
final class ConnectionCounts {
  /** The server is stopping. */
  static final String STOPPING = "stopping";

  /** The client address has reached its maximum number of connections. */
  static final String ADDRESS_LIMIT = "address_limit";

  /** The server has reached its maximum number of connections. */
  static final String TOTAL_LIMIT = "total_limit";

  /** Incomplete requests and unread answers use too much memory. */
  static final String MEMORY = "memory";

  /** Too many TLS handshakes wait. */
  static final String HANDSHAKES = "handshakes";

  /** The connection waited too long for its next request. */
  static final String IDLE = "idle";

  /** The client took too long to send a request or to read an answer. */
  static final String OVERDUE = "overdue";

  private final LongAdder accepted = new LongAdder();
  private final LabelledCounter refused = new LabelledCounter(STOPPING, ADDRESS_LIMIT, TOTAL_LIMIT);
  private final LabelledCounter closed =
      new LabelledCounter(ADDRESS_LIMIT, TOTAL_LIMIT, MEMORY, HANDSHAKES, IDLE, OVERDUE);

  void accepted() {
    accepted.increment();
  }

  void refused(String reason) {
    refused.add(reason);
  }

  void closed(String reason) {
    closed.add(reason);
  }

  List<Figure> figures() {
    return List.of(
        Figure.counter(
            "restauth_connections_accepted_total", "Connections that were accepted", accepted::sum),
        Figure.counter(
            "restauth_connections_refused_total",
            "Connections that were closed as soon as they were opened",
            "reason",
            refused),
        Figure.counter(
            "restauth_connections_closed_total",
            "Connections that the server closed, to make room for others or after a time-out",
            "reason",
            closed));
  }
}
