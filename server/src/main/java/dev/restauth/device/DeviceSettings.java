package dev.restauth.device;

import dev.restauth.config.Group;
import dev.restauth.config.Setting;
import dev.restauth.config.Settings;
import dev.restauth.config.ValueType;
import java.util.List;

/** The setting for remembered devices. */
public final class DeviceSettings implements Settings {
  /** Values of the setting: whether users can let the server remember a browser. */
  enum Remembered {
    OFF,
    ON
  }

  static final Setting<Remembered> REMEMBERED_DEVICES =
      Setting.of(
          "remembered-devices",
          Group.PASSWORDS,
          ValueType.choice(Remembered.values()),
          "off",
          "Users can choose not to be asked for the second factor in a browser for 30 days");

  @Override
  public List<Setting<?>> all() {
    return List.of(REMEMBERED_DEVICES);
  }
}
