package dev.restauth.http;

import dev.restauth.config.Group;
import dev.restauth.config.Setting;
import dev.restauth.config.Settings;
import dev.restauth.config.ValueType;
import java.util.List;

/** The setting of the access log. */
public final class AccessLogSettings implements Settings {
  static final Setting<Form> ACCESS_LOG =
      Setting.of(
          "access-log",
          Group.LOGGING,
          ValueType.choice(Form.values()),
          "off",
          "A line for each request on standard error, and request ids in answers");

  /** The forms of a line. */
  enum Form {
    OFF,
    COMMON,
    JSON
  }

  @Override
  public List<Setting<?>> all() {
    return List.of(ACCESS_LOG);
  }
}
