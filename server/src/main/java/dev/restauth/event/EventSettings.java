package dev.restauth.event;

import dev.restauth.config.Group;
import dev.restauth.config.Setting;
import dev.restauth.config.Settings;
import dev.restauth.config.ValueType;
import java.time.Duration;
import java.util.List;

/** Settings for security events. */
public final class EventSettings implements Settings {
  static final Setting<Boolean> LOG_USER_NAMES =
      Setting.of(
          "log-user-names",
          Group.LOGGING,
          ValueType.flag(),
          "false",
          "Security events contain user names, not only account ids");

  static final Setting<Duration> RETENTION =
      Setting.of(
          "event-retention",
          Group.LOGGING,
          ValueType.span(Duration.ofDays(1), Duration.ofDays(3_650)),
          "400d",
          "How long security events are stored");

  @Override
  public List<Setting<?>> all() {
    return List.of(LOG_USER_NAMES, RETENTION);
  }
}
