package dev.restauth.notice;

import dev.restauth.config.Group;
import dev.restauth.config.Setting;
import dev.restauth.config.Settings;
import dev.restauth.config.ValueType;
import java.util.List;

/** Settings for notices to the owners of accounts. */
public final class NoticeSettings implements Settings {
  public static final Setting<Boolean> NEW_NETWORK_NOTICES =
      Setting.of(
          "new-network-notices",
          Group.MAIL,
          ValueType.flag(),
          "true",
          "Mail users a notice if somebody logs in to their account from a new network");

  @Override
  public List<Setting<?>> all() {
    return List.of(NEW_NETWORK_NOTICES);
  }
}
