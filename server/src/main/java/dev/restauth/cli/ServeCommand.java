package dev.restauth.cli;

import dev.restauth.config.Setting;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** {@code restauth serve}: its flags are the settings, all of them and no others. */
final class ServeCommand {
  private ServeCommand() {}

  static CommandSpec spec() {
    CommandSpec spec = CommandSpec.create().name("serve").mixinStandardHelpOptions(true);
    SettingFlags.add(spec, List.of(Setting.values()));
    spec.usageMessage()
        .description(
            "Runs the server until it is told to stop (SIGTERM or Ctrl-C).",
            "Each flag is also a key in restauth.yaml and a variable RESTAUTH_…;"
                + " flags win over variables over the file.")
        .width(Cli.WIDTH)
        .abbreviateSynopsis(true);
    return spec;
  }
}
