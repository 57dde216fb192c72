package dev.restauth.registration;

import dev.restauth.config.Config;
import dev.restauth.config.Findings;
import dev.restauth.config.Group;
import dev.restauth.config.Setting;
import dev.restauth.config.Settings;
import dev.restauth.config.ValueType;
import dev.restauth.config.Warnings;
import dev.restauth.mail.MailSettings;
import java.util.List;

/** The setting that says who may create an account. */
public final class RegistrationSettings implements Settings {

  /**
   * Values of the setting: the people who may register. Operators and administrators can always
   * create accounts.
   */
  public enum Mode {
    /** Anybody. */
    OPEN,
    /** Anybody who first confirms an e-mail address. */
    VERIFIED,
    /** Anybody who is invited. */
    INVITED,
    /** Nobody. */
    CLOSED
  }

  static final Setting<Mode> REGISTRATION =
      Setting.of(
          "registration",
          Group.ACCOUNTS,
          ValueType.choice(Mode.values()),
          "open",
          "Who may register: anyone, anyone who confirms an address, invited people, or nobody");

  /** Returns whether people can create an account without an invitation. */
  public static boolean offersSignUp(Config config) {
    return switch (config.get(REGISTRATION)) {
      case OPEN, VERIFIED -> true;
      case INVITED, CLOSED -> false;
    };
  }

  @Override
  public List<Setting<?>> all() {
    return List.of(REGISTRATION);
  }

  @Override
  public void validate(Config config, Findings findings) {
    if (config.get(REGISTRATION) == Mode.VERIFIED
        && MailSettings.allValid(findings)
        && !MailSettings.isConfigured(config)) {
      findings.problem(
          REGISTRATION, "nobody can confirm an address without mail: " + MailSettings.ADVICE);
    }
  }

  /**
   * Warns if nobody can be invited. This is not an error, because earlier invitations can still be
   * accepted.
   */
  @Override
  public void warn(Config config, Warnings warnings) {
    if (config.get(REGISTRATION) == Mode.INVITED && !MailSettings.isConfigured(config)) {
      warnings.add(
          REGISTRATION.key() + ": nobody can be invited without mail: " + MailSettings.ADVICE);
    }
  }
}
