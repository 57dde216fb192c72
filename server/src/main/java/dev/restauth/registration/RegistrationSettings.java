package dev.restauth.registration;

import dev.restauth.config.Group;
import dev.restauth.config.Setting;
import dev.restauth.config.Settings;
import dev.restauth.config.ValueType;
import java.util.List;

/** The setting that says who may make an account. */
public final class RegistrationSettings implements Settings {

  /** Those who may make an account. Operators always may. */
  enum Mode {
    /** Anyone. */
    OPEN,
    /** Anyone who confirms an e-mail address first. */
    VERIFIED,
    /** Those whom an operator invites. */
    INVITED,
    /** Operators alone. */
    CLOSED
  }

  static final Setting<Mode> REGISTRATION =
      Setting.of(
          "registration",
          Group.ACCOUNTS,
          ValueType.choice(Mode.values()),
          "open",
          "Who may make an account: anyone, after confirming an address, the invited, or no one");

  @Override
  public List<Setting<?>> all() {
    return List.of(REGISTRATION);
  }
}
