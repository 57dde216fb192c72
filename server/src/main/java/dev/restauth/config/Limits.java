package dev.restauth.config;

import java.time.Duration;

/**
 * How much of the server clients may hold.
 *
 * @param maxConnections 1 to 1,000,000, of all clients together
 * @param maxConnectionsPerAddress 1 to 1,000,000, of one client address that is no trusted proxy
 * @param requestTimeout 1 s to 5 min for a request to be complete
 * @param idleTimeout 1 s to 1 h between two requests of a connection
 * @param shutdownTimeout 0 to 5 min for running requests to finish
 */
public record Limits(
    int maxConnections,
    int maxConnectionsPerAddress,
    Duration requestTimeout,
    Duration idleTimeout,
    Duration shutdownTimeout) {
  /** Throws IllegalArgumentException for a value outside its range. */
  public Limits {
    Setting.MAX_CONNECTIONS.checked(maxConnections);
    Setting.MAX_CONNECTIONS_PER_ADDRESS.checked(maxConnectionsPerAddress);
    Setting.REQUEST_TIMEOUT.checked(requestTimeout);
    Setting.IDLE_TIMEOUT.checked(idleTimeout);
    Setting.SHUTDOWN_TIMEOUT.checked(shutdownTimeout);
  }
}
