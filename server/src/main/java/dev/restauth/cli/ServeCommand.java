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

/** The command {@code restauth serve}. Its flags are exactly the settings. */
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
   * Parses a simple command line without picocli, because loading picocli takes longer than opening
   * the database. A command line is simple if it consists of this command and of settings, each
   * given once, with its value as the next argument.
   *
   * @return the given values by setting key; empty if the command line is not simple, so that
   *     picocli has to parse it
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
