package dev.restauth.cluster;

import dev.restauth.config.Config;
import dev.restauth.config.Findings;
import dev.restauth.config.Group;
import dev.restauth.config.Setting;
import dev.restauth.config.Settings;
import dev.restauth.config.ValueType;
import dev.restauth.database.DatabaseSettings;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** How servers that share a database go by what they hear of each other. */
public final class ClusterSettings implements Settings {
  static final Setting<Duration> MAX_STALENESS =
      Setting.of(
          "max-staleness",
          Group.TOKENS,
          ValueType.span(Duration.ofSeconds(3), Duration.ofHours(24)),
          "60s",
          "How long tokens are accepted while PostgreSQL does not tell what other nodes have changed");

  @Override
  public List<Setting<?>> all() {
    return List.of(MAX_STALENESS);
  }

  @Override
  public void judge(Config config, Findings findings) {
    DatabaseSettings.ofServers(MAX_STALENESS, config, findings);
  }

  /** Empty if no other server can use the database. */
  static Optional<Duration> maxStaleness(Config config) {
    return DatabaseSettings.isShared(config)
        ? Optional.of(config.get(MAX_STALENESS))
        : Optional.empty();
  }
}
