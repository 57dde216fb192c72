package dev.restauth.recovery;

import dev.restauth.config.Group;
import dev.restauth.config.Setting;
import dev.restauth.config.Settings;
import dev.restauth.config.ValueType;
import java.time.Duration;
import java.util.List;

/** Settings of password resets. */
public final class RecoverySettings implements Settings {
  static final Setting<Duration> RESET_DURATION =
      Setting.of(
          "password-reset-duration",
          Group.PASSWORDS,
          ValueType.span(Duration.ofMinutes(5), Duration.ofHours(24)),
          "30m",
          "How long the link in a password-reset mail is valid; its digits are valid for ten minutes");

  @Override
  public List<Setting<?>> all() {
    return List.of(RESET_DURATION);
  }
}
