package dev.restauth.account;

import dev.restauth.config.Group;
import dev.restauth.config.Setting;
import dev.restauth.config.Settings;
import dev.restauth.config.ValueType;
import java.util.List;

/** Settings that limit registrations. */
public final class AccountSettings implements Settings {
  static final Setting<Integer> ADDRESS_REGISTRATIONS =
      Setting.of(
          "address-registrations",
          Group.LIMITS,
          ValueType.whole(1, 1_000_000),
          "1000",
          "Registrations of a client address before it has to wait six seconds for each further one");

  @Override
  public List<Setting<?>> all() {
    return List.of(ADDRESS_REGISTRATIONS);
  }
}
