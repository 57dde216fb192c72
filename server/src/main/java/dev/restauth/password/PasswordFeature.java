package dev.restauth.password;

import dev.restauth.config.Config;
import dev.restauth.feature.Feature;
import java.time.InstantSource;

/** Passwords: what they may be, and how they are hashed and checked. */
public final class PasswordFeature implements Feature {
  private final PasswordPolicy policy;
  private final PasswordHasher hasher;

  /**
   * As it is configured.
   *
   * @param secrets what hashes of other systems need
   * @throws IllegalArgumentException where the blocklist cannot be used; one line for the operator
   */
  public PasswordFeature(Config config, HashSecrets secrets, InstantSource clock) {
    this.policy = PasswordSettings.policy(config, clock);
    this.hasher =
        new PasswordHasher(
            Argon2Settings.parameters(config),
            config.get(PasswordSettings.HASHING_THREADS),
            config.get(PasswordSettings.HASHING_WAIT),
            secrets);
  }

  /** What new passwords may be. */
  public PasswordPolicy policy() {
    return policy;
  }

  /** Hashes and checks them. */
  public PasswordHasher hasher() {
    return hasher;
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
