package dev.restauth.status;

import dev.restauth.config.Config;
import dev.restauth.config.ShownSetting;
import dev.restauth.operator.Facts;
import dev.restauth.operator.Reply;
import dev.restauth.token.TokenSettings;
import java.util.ArrayList;
import java.util.List;

/** The operations that check and list the settings. */
final class ConfigOperations {
  static final String CHECK = "check-config";
  static final String SHOW = "config.show";

  private ConfigOperations() {}

  /**
   * Makes the checks that a server makes only when it starts.
   *
   * @param config the settings, which were loaded successfully
   */
  static Reply check(Config config) {
    TokenSettings.checkTokenSize(config);
    long given =
        config.shown().stream()
            .filter(setting -> !setting.source().equals(ShownSetting.DEFAULT))
            .count();
    List<String> lines = new ArrayList<>();
    lines.add(
        "The settings are valid; %d %s not at %s default."
            .formatted(given, given == 1 ? "is" : "are", given == 1 ? "its" : "their"));
    config.warnings().forEach(warning -> lines.add("warning: " + warning));
    return Reply.done(
        Facts.NONE.with("valid", true).with("warnings", config.warnings()),
        lines.toArray(String[]::new));
  }

  static Reply show(Config config) {
    return Reply.done(
        Facts.list(
            config.shown().stream()
                .map(
                    setting ->
                        Facts.NONE
                            .with("name", setting.key())
                            .with("value", setting.value())
                            .with("source", setting.source()))
                .toList()));
  }
}
