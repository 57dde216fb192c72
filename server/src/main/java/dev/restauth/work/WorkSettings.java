package dev.restauth.work;

import dev.restauth.config.Group;
import dev.restauth.config.Setting;
import dev.restauth.config.Settings;
import dev.restauth.config.ValueType;
import java.util.List;

/** The setting for the proof of work. */
public final class WorkSettings implements Settings {
  static final Setting<Integer> SIGN_UP_WORK =
      Setting.of(
          "sign-up-work",
          Group.LIMITS,
          ValueType.whole(0, 30),
          "0",
          "Proof of work before registrations and mailed codes, in bits; each bit doubles the work; 0"
              + " turns it off");

  @Override
  public List<Setting<?>> all() {
    return List.of(SIGN_UP_WORK);
  }
}
