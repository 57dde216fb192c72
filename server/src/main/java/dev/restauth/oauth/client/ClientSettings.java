package dev.restauth.oauth.client;

import dev.restauth.config.Config;
import dev.restauth.config.Findings;
import dev.restauth.config.Group;
import dev.restauth.config.Setting;
import dev.restauth.config.Settings;
import dev.restauth.config.ValueType;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/** The setting for clients in the configuration file. */
public final class ClientSettings implements Settings {
  static final Setting<List<ConfiguredClient>> CLIENTS =
      Setting.computed(
              "clients",
              Group.TOKENS,
              ValueType.objects("JSON", (text, machine) -> ConfiguredClient.read(text, machine)),
              "none",
              List::of,
              "OAuth clients: a list of objects in the file, see docs/clients.md")
          .neverQuoted();

  static List<ConfiguredClient> clients(Config config) {
    return config.get(CLIENTS);
  }

  @Override
  public List<Setting<?>> all() {
    return List.of(CLIENTS);
  }

  @Override
  public void validate(Config config, Findings findings) {
    Set<String> ids = new HashSet<>();
    Set<String> digests = new HashSet<>();
    for (ConfiguredClient client : config.get(CLIENTS)) {
      String named = "\"clients\": client \"" + client.id() + "\" ";
      if (!ids.add(client.id())) {
        findings.problem(CLIENTS, named + "is given twice");
      }
      for (byte[] digest : client.digests()) {
        if (!digests.add(HexFormat.of().formatHex(digest))) {
          findings.problem(
              CLIENTS, named + "has a secret that was given before: each needs its own");
        }
      }
    }
  }
}
