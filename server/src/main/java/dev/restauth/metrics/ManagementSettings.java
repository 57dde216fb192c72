package dev.restauth.metrics;

import dev.restauth.config.Config;
import dev.restauth.config.Findings;
import dev.restauth.config.Group;
import dev.restauth.config.Setting;
import dev.restauth.config.Settings;
import dev.restauth.config.ValueType;
import dev.restauth.config.Warnings;
import dev.restauth.http.Host;
import dev.restauth.http.ListenSettings;
import java.util.List;
import java.util.Optional;

/** Settings for the management port. */
public final class ManagementSettings implements Settings {
  public static final Setting<Optional<Integer>> PORT =
      Setting.optional(
          "management-port",
          Group.LISTENING,
          ValueType.whole(0, 65_535),
          "none",
          "Port for /metrics and health checks, without TLS and authentication; 0 chooses any free port");

  public static final Setting<Host> HOST =
      Setting.of(
          "management-host",
          Group.LISTENING,
          ListenSettings.hostType(),
          "127.0.0.1",
          "Address or name to listen on for management-port; anyone who can reach it can read the figures");

  @Override
  public List<Setting<?>> all() {
    return List.of(PORT, HOST);
  }

  @Override
  public void validate(Config config, Findings findings) {
    int port = config.get(PORT).orElse(0);
    if (port != 0 && port == config.get(ListenSettings.PORT)) {
      findings.problem(PORT, "\"management-port\" is " + port + ", as \"port\" is; choose another");
    }
  }

  @Override
  public void warn(Config config, Warnings warnings) {
    if (config.get(PORT).isPresent() && !config.get(HOST).isLoopback()) {
      warnings.add(
          "management-host: all who reach port "
              + config.get(PORT).get()
              + " can read the figures of this server; let only the monitoring through");
    }
  }
}
