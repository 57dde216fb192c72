package dev.restauth.login;

import dev.restauth.config.Config;
import dev.restauth.config.Group;
import dev.restauth.config.Setting;
import dev.restauth.config.Settings;
import dev.restauth.config.ValueType;
import dev.restauth.password.PasswordSettings;
import java.time.Duration;
import java.util.List;

/** Settings that limit password guessing, and the duration of verified passwords. */
public final class LoginSettings implements Settings {
  /** Zero: every password is hashed. */
  static final Setting<Duration> VERIFIED_PASSWORD_DURATION =
      Setting.of(
          "verified-password-duration",
          Group.PASSWORDS,
          ValueType.span(Duration.ZERO, Duration.ofHours(1)),
          "5m",
          "How long a verified password is not hashed again; 0 to hash it every time");

  static final Setting<Integer> ACCOUNT_FAILURES =
      Setting.of(
          "account-failures",
          Group.PASSWORDS,
          ValueType.whole(1, 1_000_000),
          "5",
          "Consecutive failed log-ins to an account before each further one has to wait");

  static final Setting<Integer> ADDRESS_FAILURES =
      Setting.of(
          "address-failures",
          Group.PASSWORDS,
          ValueType.whole(1, 1_000_000),
          "100",
          "Failed log-ins of a client address before it has to wait six seconds for each further one");

  /** Consecutive failures, by NIST SP 800-63B-4 section 3.2.2. */
  private static final int NIST_FAILURES_AT_MOST = 100;

  @Override
  public List<Setting<?>> all() {
    return List.of(VERIFIED_PASSWORD_DURATION, ACCOUNT_FAILURES, ADDRESS_FAILURES);
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
