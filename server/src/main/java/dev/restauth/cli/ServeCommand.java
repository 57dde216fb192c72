package dev.restauth.cli;

import dev.restauth.config.Catalog;
import dev.restauth.config.Setting;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;

/** {@code restauth serve}: its flags are the settings, all of them and no others. */
final class ServeCommand {
  static final String NAME = "serve";

  private ServeCommand() {}

  static CommandSpec spec(Catalog settings) {
    CommandSpec spec = CommandSpec.create().name(NAME).mixinStandardHelpOptions(true);
    SettingFlags.add(spec, settings, settings.all());
    spec.usageMessage()
        .description(
            "Runs the server until it is told to stop (SIGTERM or Ctrl-C).",
            "Each flag is also a key in restauth.yaml and a variable RESTAUTH_…;"
                + " flags win over variables over the file.")
        .width(Cli.WIDTH)
        .abbreviateSynopsis(true);
    return spec;
  }

  /**
   * What was given, by setting key, where that needs no parser: this command, and settings, each once and
   * with its value as the next argument. To load picocli takes longer than to open the database.
   *
   * @return empty where there is anything else, which picocli has to judge
   */
  static Optional<Map<String, String>> plain(List<String> arguments, Catalog settings) {
    if (arguments.size() % 2 == 0 || !arguments.getFirst().equals(NAME)) {
      return Optional.empty();
    }
    Map<String, Setting<?>> known =
        settings.all().stream()
            .filter(setting -> !setting.isFlag())
            .collect(Collectors.toMap(Setting::flag, Function.identity()));
    Map<String, String> flags = new HashMap<>();
    for (int i = 1; i < arguments.size(); i += 2) {
      Setting<?> setting = known.get(arguments.get(i));
      String value = arguments.get(i + 1);
      if (setting == null || value.startsWith("-") || flags.put(setting.key(), value) != null) {
        return Optional.empty();
      }
    }
    return Optional.of(flags);
  }
}
