package dev.restauth.cli;

import dev.restauth.config.Catalog;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Commands of a feature that stand together in the help.
 *
 * @param word what they are below, such as {@code restauth user}; empty if they are directly below
 *     {@code restauth}
 * @param commands in the order of the help
 */
public record CommandGroup(Optional<CommandSpec> word, List<OperatorCommand> commands) {
  /** Copies the list. */
  public CommandGroup {
    commands = List.copyOf(commands);
  }

  /** Commands below a word, which {@link CommandBuilder#group} makes. */
  public static CommandGroup below(CommandSpec word, OperatorCommand... commands) {
    return new CommandGroup(Optional.of(word), List.of(commands));
  }

  /** Commands directly below {@code restauth}. */
  public static CommandGroup atTheTop(OperatorCommand... commands) {
    return new CommandGroup(Optional.empty(), List.of(commands));
  }

  /** Adds them to the help and to what is understood. */
  void addTo(CommandSpec root, Catalog settings) {
    CommandSpec parent = word.orElse(root);
    commands.forEach(
        command ->
            parent.addSubcommand(
                command.form().name(), new CommandLine(command.form().with(settings))));
    word.ifPresent(group -> root.addSubcommand(group.name(), new CommandLine(group)));
  }
}
