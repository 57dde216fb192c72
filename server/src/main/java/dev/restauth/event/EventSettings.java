package dev.restauth.event;

import dev.restauth.config.Group;
import dev.restauth.config.Setting;
import dev.restauth.config.Settings;
import dev.restauth.config.ValueType;
import java.util.List;

/** What lines of security events hold. */
public final class EventSettings implements Settings {
  static final Setting<Boolean> LOG_USER_NAMES =
      Setting.of(
          "log-user-names",
          Group.LOGGING,
          ValueType.flag(),
          "false",
          "Security events hold the names of accounts, not their ids alone");

  @Override
  public List<Setting<?>> all() {
    return List.of(LOG_USER_NAMES);
  }
}
