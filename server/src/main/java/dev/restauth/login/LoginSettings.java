package dev.restauth.login;

import dev.restauth.account.NewUsernames;
import dev.restauth.config.Config;
import dev.restauth.config.Findings;
import dev.restauth.config.Group;
import dev.restauth.config.Setting;
import dev.restauth.config.Settings;
import dev.restauth.config.ValueType;
import dev.restauth.config.Warnings;
import dev.restauth.mail.MailSettings;
import dev.restauth.password.PasswordSettings;
import java.time.Duration;
import java.util.List;

/**
 * Settings that limit password guessing, and settings for verified passwords and ways to log in.
 */
public final class LoginSettings implements Settings {
  /** The time for which a verified password is not hashed again; zero to hash every password. */
  static final Setting<Duration> VERIFIED_PASSWORD_DURATION =
      Setting.of(
          "verified-password-duration",
          Group.PASSWORDS,
          ValueType.span(Duration.ZERO, Duration.ofHours(1)),
          "5m",
          "How long a verified password is cached; with 0, each log-in hashes the password");

  static final Setting<Integer> ACCOUNT_FAILURES =
      Setting.of(
          "account-failures",
          Group.PASSWORDS,
          ValueType.whole(1, 1_000_000),
          "5",
          "Consecutive failed log-ins to an account before each further log-in has to wait");

  static final Setting<Integer> ADDRESS_FAILURES =
      Setting.of(
          "address-failures",
          Group.PASSWORDS,
          ValueType.whole(1, 1_000_000),
          "100",
          "Failed log-ins from a client address before each further log-in has to wait six seconds");

  static final Setting<Boolean> ADDRESS_LOGIN =
      Setting.of(
          "address-login",
          Group.PASSWORDS,
          ValueType.flag(),
          "false",
          "Users log in with their user name or their confirmed e-mail address");

  public static final Setting<EmailLogin> EMAIL_LOGIN =
      Setting.of(
          "email-login",
          Group.PASSWORDS,
          ValueType.choice(EmailLogin.values()),
          "off",
          "Users log in without a password, with a code that is mailed to their confirmed address");

  /** The choice of whether users may log in with a mailed code. */
  public enum EmailLogin {
    OFF,
    ON,
    /**
     * Users may log in with a mailed code even under the password policy of NIST, which forbids
     * codes by mail.
     */
    DESPITE_NIST
  }

  /** Maximum number of consecutive failures (NIST SP 800-63B-4 section 3.2.2). */
  private static final int NIST_FAILURES_AT_MOST = 100;

  @Override
  public List<Setting<?>> all() {
    return List.of(
        VERIFIED_PASSWORD_DURATION, ACCOUNT_FAILURES, ADDRESS_FAILURES, ADDRESS_LOGIN, EMAIL_LOGIN);
  }

  @Override
  public void validate(Config config, Findings findings) {
    if (config.get(EMAIL_LOGIN) == EmailLogin.ON
        && config.get(PasswordSettings.POLICY) == PasswordSettings.Policy.NIST
        && findings.allValid(EMAIL_LOGIN, PasswordSettings.POLICY)) {
      findings.problem(
          EMAIL_LOGIN,
          "NIST SP 800-63B-4, which \"password-policy\" nist follows, accepts no codes by e-mail (section"
              + " 3.1.3.1): anyone who reads the mailbox could log in; choose off, or despite-nist to allow them"
              + " all the same");
    }
  }

  @Override
  public void warn(Config config, Warnings warnings) {
    if (config.get(EMAIL_LOGIN) != EmailLogin.OFF && !MailSettings.isConfigured(config)) {
      warnings.add(
          EMAIL_LOGIN.key()
              + ": nobody can log in by a mailed code without mail: "
              + MailSettings.ADVICE);
    }
  }

  /**
   * Returns the rule for new user names. They must not contain an @ if users can log in with an
   * e-mail address.
   */
  public static NewUsernames newUsernames(Config config) {
    return new NewUsernames(
        !config.get(ADDRESS_LOGIN) && config.get(EMAIL_LOGIN) == EmailLogin.OFF);
  }

  static LoginThrottle.Limits limits(Config config) {
    return new LoginThrottle.Limits(
        config.get(ACCOUNT_FAILURES),
        config.get(ADDRESS_FAILURES),
        config.get(PasswordSettings.POLICY) == PasswordSettings.Policy.NIST
            ? NIST_FAILURES_AT_MOST
            : Integer.MAX_VALUE);
  }
}
