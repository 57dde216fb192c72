package dev.restauth.factorpolicy;

import dev.restauth.config.Config;
import dev.restauth.config.Group;
import dev.restauth.config.Setting;
import dev.restauth.config.Settings;
import dev.restauth.config.ValueType;
import dev.restauth.config.Warnings;
import dev.restauth.http.ListenSettings;
import dev.restauth.mail.MailSettings;
import java.util.List;
import java.util.Optional;

/** The setting that defines which accounts must have a second factor. */
public final class FactorPolicySettings implements Settings {
  /** Values of the setting: the accounts that must have a second factor. */
  public enum RequiredOf {
    /** No account. */
    NONE,
    /** Accounts with an administrative scope. */
    ADMINISTRATORS,
    /** All accounts except service accounts. */
    EVERYBODY
  }

  static final Setting<Optional<RequiredOf>> REQUIRE_FACTOR =
      Setting.optional(
          "require-factor",
          Group.PASSWORDS,
          ValueType.choice(RequiredOf.values()),
          "administrators beyond loopback, else none",
          "Who must have a second factor; until they have one, these users can only enrol it");

  /** Returns the value of the setting. */
  public static RequiredOf required(Config config) {
    return config
        .get(REQUIRE_FACTOR)
        .orElseGet(
            () -> ListenSettings.isReachable(config) ? RequiredOf.ADMINISTRATORS : RequiredOf.NONE);
  }

  @Override
  public List<Setting<?>> all() {
    return List.of(REQUIRE_FACTOR);
  }

  @Override
  public void warn(Config config, Warnings warnings) {
    if (required(config) == RequiredOf.EVERYBODY && !MailSettings.isConfigured(config)) {
      warnings.add(
          REQUIRE_FACTOR.key()
              + ": without mail every user needs a code by restauth user enrol: "
              + MailSettings.ADVICE);
    }
  }
}
