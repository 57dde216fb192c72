package dev.restauth.listener;

import dev.restauth.config.Group;
import dev.restauth.config.Setting;
import dev.restauth.config.Settings;
import dev.restauth.config.ValueType;
import java.time.Duration;
import java.util.List;

/** The settings for the maximum number of connections, and for their time-outs. */
public final class ConnectionSettings implements Settings {
  static final Setting<Integer> MAX_CONNECTIONS =
      Setting.of(
          "max-connections",
          Group.LIMITS,
          ValueType.whole(1, 1_000_000),
          "4096",
          "Maximum number of open connections; at the limit, a new one closes the one that has been idle longest");

  static final Setting<Integer> MAX_CONNECTIONS_PER_ADDRESS =
      Setting.of(
          "max-connections-per-address",
          Group.LIMITS,
          ValueType.whole(1, 1_000_000),
          "512",
          "Maximum number of open connections of one client address; trusted proxies are exempt");

  static final Setting<Duration> REQUEST_TIMEOUT =
      Setting.of(
          "request-timeout",
          Group.LIMITS,
          ValueType.span(Duration.ofSeconds(1), Duration.ofMinutes(5)),
          "10s",
          "Time in which a client must send a complete request; after that, the server closes the connection");

  static final Setting<Duration> IDLE_TIMEOUT =
      Setting.of(
          "idle-timeout",
          Group.LIMITS,
          ValueType.span(Duration.ofSeconds(1), Duration.ofHours(1)),
          "60s",
          "Time that a kept-alive connection may wait for its next request");

  static final Setting<Duration> SHUTDOWN_TIMEOUT =
      Setting.of(
          "shutdown-timeout",
          Group.LIMITS,
          ValueType.span(Duration.ZERO, Duration.ofMinutes(5)),
          "10s",
          "Time for running requests to finish when the server stops");

  @Override
  public List<Setting<?>> all() {
    return List.of(
        MAX_CONNECTIONS,
        MAX_CONNECTIONS_PER_ADDRESS,
        REQUEST_TIMEOUT,
        IDLE_TIMEOUT,
        SHUTDOWN_TIMEOUT);
  }
}
