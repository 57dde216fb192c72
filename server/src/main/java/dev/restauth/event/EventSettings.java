package dev.restauth.event;

import dev.restauth.config.Group;
import dev.restauth.config.Setting;
import dev.restauth.config.Settings;
import dev.restauth.config.ValueType;
import java.util.List;

/** Settings for the contents of security events. */
public final class EventSettings implements Settings {
  static final Setting<Boolean> LOG_USER_NAMES =
      Setting.of(
          "log-user-names",
          Group.LOGGING,
          ValueType.flag(),
          "false",
          "Security events contain user names, not only account ids");

  @Override
  public List<Setting<?>> all() {
    return List.of(LOG_USER_NAMES);
  }
}
