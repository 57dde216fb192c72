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

/** Settings for servers that share a database. */
public final class ClusterSettings implements Settings {
  static final Setting<Duration> MAX_STALENESS =
      Setting.of(
          "max-staleness",
          Group.TOKENS,
          ValueType.span(Duration.ofSeconds(3), Duration.ofHours(24)),
          "60s",
          "How long the server accepts tokens without receiving other nodes' changes from PostgreSQL");

  @Override
  public List<Setting<?>> all() {
    return List.of(MAX_STALENESS);
  }

  @Override
  public void validate(Config config, Findings findings) {
    DatabaseSettings.refuseForSqlite(MAX_STALENESS, config, findings);
  }

  /** Returns the maximum staleness; empty if no other server can use the database. */
  static Optional<Duration> maxStaleness(Config config) {
    return DatabaseSettings.isShared(config)
        ? Optional.of(config.get(MAX_STALENESS))
        : Optional.empty();
  }
}
