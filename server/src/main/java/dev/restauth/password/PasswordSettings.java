package dev.restauth.password;

import dev.restauth.config.Config;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What the settings say of passwords. */
final class PasswordSettings {
  private static final List<String> PRODUCT = List.of("REST-auth", "restauth");
  private static final int LABEL_AT_LEAST = 4;

  private PasswordSettings() {}

  /**
   * The rules for new ones. Reads the blocklist, where there is one.
   *
   * @throws IllegalArgumentException where its file cannot be used; one line for the operator
   */
  static PasswordPolicy policy(Config config) {
    return switch (config.passwords().policy()) {
      case COMPAT -> PasswordPolicy.COMPAT;
      case NIST ->
          PasswordPolicy.nist(
              config.passwords().blocklist().map(Blocklist::open).orElseGet(Blocklist::builtIn),
              serviceNames(config));
    };
  }

  /** The program's name, and of the public URL the host and its labels but for the last and short ones. */
  static List<String> serviceNames(Config config) {
    List<String> names = new ArrayList<>(PRODUCT);
    config
        .listen()
        .publicUrl()
        .map(URI::getHost)
        .ifPresent(
            host -> {
              names.add(host);
              String[] labels = host.split("\\.", -1);
              Arrays.stream(labels, 0, labels.length - 1)
                  .filter(label -> label.length() >= LABEL_AT_LEAST)
                  .forEach(names::add);
            });
    return names;
  }
}
