package dev.restauth.password;

import dev.restauth.config.Config;
import dev.restauth.feature.Feature;
import dev.restauth.figure.Figure;
import dev.restauth.runtime.MaintenanceTasks;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** The password feature: the policy for new passwords, and the hasher. */
public final class PasswordFeature implements Feature {
  private final Config config;
  private final Strength strength;
  private final PasswordPolicy policy;
  private final PasswordMeter meter;
  private final PasswordHasher hasher;

  /**
   * Creates the feature from the configuration.
   *
   * @param secrets finds the secrets that hashes of other systems need
   * @throws IllegalArgumentException if the blocklist cannot be used; the message is one line for
   *     the operator
   */
  public PasswordFeature(Config config, HashSecrets secrets, InstantSource clock) {
    this.config = config;
    this.strength = new Strength(clock);
    this.policy = PasswordSettings.policy(config, strength);
    this.meter = new PasswordMeter(policy, strength, PasswordSettings.serviceNames(config), clock);
    this.hasher =
        new PasswordHasher(
            Argon2Settings.parameters(config),
            config.get(PasswordSettings.HASHING_THREADS),
            config.get(PasswordSettings.HASHING_WAIT),
            secrets);
  }

  /** Returns the policy for new passwords. */
  public PasswordPolicy policy() {
    return policy;
  }

  /** Returns the meter, which rates passwords while users type them. */
  public PasswordMeter meter() {
    return meter;
  }

  /**
   * Reloads the operator's blocklist.
   *
   * @return a line for the operator; empty if the settings name no blocklist
   * @throws IllegalArgumentException if the new blocklist cannot be used; the previous one then
   *     remains in use
   */
  public Optional<String> reloadBlocklist() {
    return config
        .get(PasswordSettings.BLOCKLIST)
        .map(
            file -> {
              policy.follow(PasswordSettings.policy(config, strength));
              return "new passwords are compared with the blocklist " + file + " as it is now";
            });
  }

  /** Returns the password hasher. */
  public PasswordHasher hasher() {
    return hasher;
  }

  @Override
  public List<Figure> figures() {
    return hasher.figures();
  }

  @Override
  public List<MaintenanceTasks.Task> maintenanceTasks() {
    return List.of(
        new MaintenanceTasks.Task(
            "report of passwords not hashed", new RefusalReport(hasher)::write));
  }

  @Override
  public void begin() {
    hasher.begin();
  }

  @Override
  public void close() {
    hasher.close();
  }
}
