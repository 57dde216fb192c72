package dev.restauth.account;

import dev.restauth.config.Group;
import dev.restauth.config.Setting;
import dev.restauth.config.Settings;
import dev.restauth.config.ValueType;
import java.util.List;
import java.util.Optional;

/** Settings that limit registrations and decide who may read user names. */
public final class AccountSettings implements Settings {
  /** The callers that may look up a user's name by the user's id. */
  public enum UserNames {
    /** Anyone. */
    PUBLIC,
    /** All users who are logged in. */
    SIGNED_IN,
    /** Only the user whose name is requested. */
    OWN
  }

  static final Setting<Integer> ADDRESS_REGISTRATIONS =
      Setting.of(
          "address-registrations",
          Group.LIMITS,
          ValueType.whole(1, 1_000_000),
          "1000",
          "Registrations from a client address before each further registration has to wait six seconds");

  static final Setting<Optional<UserNames>> USER_NAMES =
      Setting.optional(
          "user-names",
          Group.ACCOUNTS,
          ValueType.choice(UserNames.values()),
          "public on loopback and for a database that has accounts, else it must be chosen",
          "Who may read the name of a user by id: anyone, any user, or only the user themselves");

  @Override
  public List<Setting<?>> all() {
    return List.of(ADDRESS_REGISTRATIONS, USER_NAMES);
  }
}
