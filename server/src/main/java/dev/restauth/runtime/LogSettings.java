package dev.restauth.runtime;

import dev.restauth.config.Group;
import dev.restauth.config.Setting;
import dev.restauth.config.Settings;
import dev.restauth.config.ValueType;
import dev.restauth.log.LogFormat;
import dev.restauth.log.LogLevel;
import java.util.List;

/** Settings for the log. */
public final class LogSettings implements Settings {
  public static final Setting<LogFormat> FORMAT =
      Setting.of(
          "log-format",
          Group.LOGGING,
          ValueType.choice(LogFormat.values()),
          "text",
          "Format of the log on standard error");

  public static final Setting<LogLevel> LEVEL =
      Setting.of(
          "log-level",
          Group.LOGGING,
          ValueType.choice(LogLevel.values()),
          "info",
          "Lowest severity that is logged");

  @Override
  public List<Setting<?>> all() {
    return List.of(FORMAT, LEVEL);
  }
}
