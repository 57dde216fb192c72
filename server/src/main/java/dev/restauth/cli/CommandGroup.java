package dev.restauth.cli;

import dev.restauth.config.Catalog;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Commands of a feature that the help lists together.
 *
 * @param parent the parent command, such as {@code restauth user}; empty for subcommands of {@code
 *     restauth} itself
 * @param commands the commands, in the order of the help
 */
public record CommandGroup(Optional<CommandSpec> parent, List<OperatorCommand> commands) {
  /** Copies the list. */
  public CommandGroup {
    commands = List.copyOf(commands);
  }

  /**
   * Returns a group of subcommands of {@code parent}, which {@link CommandBuilder#group} creates.
   */
  public static CommandGroup below(CommandSpec parent, OperatorCommand... commands) {
    return new CommandGroup(Optional.of(parent), List.of(commands));
  }

  /** Returns a group of subcommands of {@code restauth} itself. */
  public static CommandGroup topLevel(OperatorCommand... commands) {
    return new CommandGroup(Optional.empty(), List.of(commands));
  }

  /** Adds the commands to the parser and to the help. */
  void addTo(CommandSpec root, Catalog settings) {
    CommandSpec above = parent.orElse(root);
    commands.forEach(
        command ->
            above.addSubcommand(
                command.builder().name(), new CommandLine(command.builder().with(settings))));
    parent.ifPresent(group -> root.addSubcommand(group.name(), new CommandLine(group)));
  }
}
