package dev.restauth.status;

import dev.restauth.cli.CommandBuilder;
import dev.restauth.cli.CommandGroup;
import dev.restauth.cli.DatabaseAccess;
import dev.restauth.cli.OperatorCommand;
import dev.restauth.cli.OperatorCommand.Prepared;
import dev.restauth.operator.Request;
import java.util.Map;

/** The commands {@code restauth check-config} and {@code restauth config}. */
final class ConfigCommand {
  private ConfigCommand() {}

  static OperatorCommand check() {
    return new OperatorCommand(
        new CommandBuilder(
                "check-config",
                "Checks the settings as a start would, without starting.",
                "It reads flags, variables and the file, and reports all mistakes at once. It opens neither the"
                    + " database nor a port. It also has the flags of restauth serve.")
            .allSettings()
            .examples("restauth check-config --config /etc/restauth/restauth.yaml"),
        DatabaseAccess.WITHOUT_DATABASE,
        (parsed, terminal) -> new Prepared.Run(new Request(ConfigOperations.CHECK, Map.of())));
  }

  static CommandGroup group() {
    return CommandGroup.below(
        CommandBuilder.group("config", "Shows the settings, and where they come from."),
        new OperatorCommand(
            new CommandBuilder(
                    "show",
                    "Lists all settings: name, value, and where it comes from.",
                    "Values that are secrets, or may contain one, are not shown. These are the settings that a server"
                        + " would have if it were started here and now. The command also has the flags of restauth serve.")
                .allSettings()
                .examples("restauth config show", "restauth config show --json"),
            DatabaseAccess.WITHOUT_DATABASE,
            (parsed, terminal) -> new Prepared.Run(new Request(ConfigOperations.SHOW, Map.of())),
            true),
        new OperatorCommand(
            new CommandBuilder(
                    "running",
                    "Lists the settings of the running server, in the same form.",
                    "They are as they were at its start: a file may have been changed since. If the configuration has"
                        + " mistakes now, the server still answers: only --data must be right.")
                .examples("restauth config running --data /var/lib/restauth"),
            DatabaseAccess.SERVER,
            (parsed, terminal) -> new Prepared.Run(new Request(ServerOperations.CONFIG, Map.of())),
            true));
  }
}
