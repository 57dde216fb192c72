package dev.restauth.password;

import dev.restauth.config.Config;
import dev.restauth.config.Findings;
import dev.restauth.config.Group;
import dev.restauth.config.Setting;
import dev.restauth.config.Settings;
import dev.restauth.config.ValueType;
import dev.restauth.config.Warnings;
import dev.restauth.http.ListenSettings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Settings for the password policy and the hashing threads. */
public final class PasswordSettings implements Settings {
  public static final Setting<Policy> POLICY =
      Setting.computed(
          "password-policy",
          Group.PASSWORDS,
          ValueType.choice(Policy.values()),
          "compat on loopback, else it must be chosen",
          () -> Policy.COMPAT,
          "Which new passwords are accepted; nist requires at least 15 characters and refuses common passwords");

  public static final Setting<Optional<Path>> BLOCKLIST =
      Setting.optional(
          "password-blocklist",
          Group.PASSWORDS,
          ValueType.file(),
          "the list in the program",
          "File with the passwords that nist refuses, created with restauth build-blocklist");

  static final Setting<Integer> HASHING_THREADS =
      Setting.computed(
          "hashing-threads",
          Group.PASSWORDS,
          ValueType.whole(1, 64),
          "the number of cores",
          () -> Math.clamp(Runtime.getRuntime().availableProcessors(), 1, 64),
          "Number of threads that hash passwords and do nothing else");

  static final Setting<Duration> HASHING_WAIT =
      Setting.of(
          "hashing-wait",
          Group.PASSWORDS,
          ValueType.span(Duration.ofSeconds(1), Duration.ofMinutes(1)),
          "2s",
          "How long a log-in or registration may wait for a hashing thread; after that, the answer is 503");

  private static final List<String> PRODUCT = List.of("REST-auth", "restauth");
  private static final int MIN_LABEL = 4;

  /** The policy for new passwords. */
  public enum Policy {
    /** The rule of REST-auth v0.3: any password that is not empty. */
    COMPAT,
    /** NIST SP 800-63B-4 for a password that is the only factor: at least 15 characters. */
    NIST
  }

  @Override
  public List<Setting<?>> all() {
    return List.of(POLICY, BLOCKLIST, HASHING_THREADS, HASHING_WAIT);
  }

  @Override
  public void validate(Config config, Findings findings) {
    if (!config.get(ListenSettings.HOST).isLoopback() && !findings.given(POLICY)) {
      findings.problem(
          ListenSettings.HOST,
          "beyond loopback, \"password-policy\" must be chosen: nist, or compat to accept any password that is not empty");
    }
    if (config.get(BLOCKLIST).isPresent()
        && config.get(POLICY) != Policy.NIST
        && findings.allValid(POLICY)) {
      findings.problem(
          BLOCKLIST,
          "\"password-blocklist\" counts only with \"password-policy\" nist; choose that, or remove it");
    }
  }

  @Override
  public void warn(Config config, Warnings warnings) {
    if (ListenSettings.isReachable(config) && config.get(POLICY) == Policy.COMPAT) {
      warnings.add("password-policy compat: any password that is not empty is accepted");
    }
  }

  /**
   * Creates the policy for new passwords. Reads the blocklist if one is configured.
   *
   * @throws IllegalArgumentException if the blocklist file cannot be used; the message is one line
   *     for the operator
   */
  static PasswordPolicy policy(Config config, Strength strength) {
    return switch (config.get(POLICY)) {
      case COMPAT -> PasswordPolicy.COMPAT;
      case NIST ->
          PasswordPolicy.nist(
              config.get(BLOCKLIST).map(Blocklist::open).orElseGet(Blocklist::builtIn),
              serviceNames(config),
              strength);
    };
  }

  /**
   * Returns the names of the service: the program's name, the host of the public URL, and the
   * labels of that host. The last label and short labels are left out.
   */
  static List<String> serviceNames(Config config) {
    List<String> names = new ArrayList<>(PRODUCT);
    config
        .get(ListenSettings.PUBLIC_URL)
        .map(URI::getHost)
        .ifPresent(
            host -> {
              names.add(host);
              String[] labels = host.split("\\.", -1);
              Arrays.stream(labels, 0, labels.length - 1)
                  .filter(label -> label.length() >= MIN_LABEL)
                  .forEach(names::add);
            });
    return names;
  }
}
