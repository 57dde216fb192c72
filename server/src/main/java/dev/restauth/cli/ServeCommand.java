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
            "Runs the server until a signal stops it (SIGTERM or Ctrl-C).",
            "Each flag is also a key in restauth.yaml and a variable RESTAUTH_…;"
                + " flags take precedence over variables, and variables over the file.")
        .width(Cli.WIDTH)
        .abbreviateSynopsis(true);
    return spec;
  }

  /**
   * Returns the given values by setting key if no parser is needed. Then the arguments are this command and settings,
   * each given once, with its value as the next argument. Loading picocli takes longer than opening the database.
   *
   * @return empty if there is anything else: then picocli has to parse
   */
  static Optional<Map<String, String>> parsePlain(List<String> arguments, Catalog settings) {
    if (arguments.size() % 2 == 0 || !arguments.getFirst().equals(NAME)) {
      return Optional.empty();
    }
    Map<String, Setting<?>> settingsByFlag =
        settings.all().stream()
            .filter(setting -> !setting.isFlag())
            .collect(Collectors.toMap(Setting::flag, Function.identity()));
    Map<String, String> flags = new HashMap<>();
    for (int i = 1; i < arguments.size(); i += 2) {
      Setting<?> setting = settingsByFlag.get(arguments.get(i));
      String value = arguments.get(i + 1);
      if (setting == null || value.startsWith("-") || flags.put(setting.key(), value) != null) {
        return Optional.empty();
      }
    }
    return Optional.of(flags);
  }
}
