package dev.restauth.cli;

import dev.restauth.Declarations;
import dev.restauth.operator.Facts;
import dev.restauth.operator.Reply;
import dev.restauth.version.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Manual pages and a bash completion, which are generated from the commands that the program
 * declares. This class is not part of the program: launcher/package-deb compiles and runs it.
 */
final class CommandPages {
  private static final String SHARED = "Shared flags";

  /** All commands and groups by their full names, {@code restauth} first. */
  private final Map<String, CommandSpec> commands = new LinkedHashMap<>();

  private CommandPages(CommandSpec root) {
    collect(root);
  }

  private void collect(CommandSpec command) {
    commands.put(command.qualifiedName(), command);
    command.subcommands().values().forEach(each -> collect(each.getCommandSpec()));
  }

  static CommandPages ofProgram() {
    return new CommandPages(
        Cli.commandLine(
                Declarations.OURS.settings(),
                Terminal.ofProcess(),
                flags -> Cli.OK,
                (flags, reach, request, progress) -> Reply.done(Facts.NONE),
                Declarations.OURS.commands())
            .getCommandSpec());
  }

  /**
   * Writes all pages.
   *
   * @param arguments the folder for the manual pages, and the path of the completion
   */
  public static void main(String[] arguments) throws IOException {
    CommandPages pages = ofProgram();
    for (Map.Entry<String, String> page : pages.manual().entrySet()) {
      Files.writeString(Path.of(arguments[0], page.getKey()), page.getValue());
    }
    Files.writeString(Path.of(arguments[1]), pages.completion());
  }

  /** Returns the manual pages by file name: one for the program and one for each command. */
  Map<String, String> manual() {
    Map<String, String> pages = new LinkedHashMap<>();
    commands.forEach((name, command) -> pages.put(dashed(name) + ".1", page(name, command)));
    return pages;
  }

  private String page(String name, CommandSpec command) {
    List<String> paragraphs = texts(command.usageMessage().description());
    List<String> lines = new ArrayList<>();
    lines.add(
        ".TH \"%s\" 1 \"\" \"REST-auth %s\" \"REST-auth\""
            .formatted(dashed(name).toUpperCase(Locale.ROOT), Version.OURS.number()));
    lines.add(".SH NAME");
    lines.add(escaped(dashed(name)) + " \\- " + escaped(summary(command)));
    lines.add(".SH SYNOPSIS");
    lines.add(".B " + escaped(name));
    lines.add(escaped(arguments(command)));
    lines.add(".SH DESCRIPTION");
    lines.add(
        paragraphs.stream().map(CommandPages::escaped).collect(Collectors.joining("\n.PP\n")));
    if (!command.subcommands().isEmpty()) {
      lines.add(".SH COMMANDS");
      below(name).forEach((full, each) -> item(lines, dashed(full) + "(1)", summary(each)));
    }
    command
        .positionalParameters()
        .forEach(each -> item(lines, each.paramLabel(), text(each.description())));
    flags(command, lines);
    examples(command, lines);
    if (name.equals("restauth")) {
      lines.add(".SH EXIT STATUS");
      lines.add("0 done, 1 failed, 2 wrong usage or configuration.");
    }
    return String.join("\n", lines) + "\n";
  }

  /** Adds the flags. Flags of settings appear under the headings of their groups. */
  private static void flags(CommandSpec command, List<String> lines) {
    List<OptionSpec> grouped = new ArrayList<>();
    command
        .argGroups()
        .forEach(
            group -> {
              lines.add(".SH " + escaped(text(group.heading()).strip().toUpperCase(Locale.ROOT)));
              group
                  .allOptionsNested()
                  .forEach(option -> item(lines, form(option), text(option.description())));
              grouped.addAll(group.allOptionsNested());
            });
    List<OptionSpec> others = shown(command).filter(option -> !grouped.contains(option)).toList();
    lines.add(".SH FLAGS");
    others.forEach(option -> item(lines, form(option), text(option.description())));
  }

  /**
   * Adds the last part of the help, up to the list of shared flags, which the page already
   * contains.
   */
  private static void examples(CommandSpec command, List<String> lines) {
    List<String> footer =
        Arrays.stream(command.usageMessage().footer())
            .takeWhile(line -> !line.startsWith(SHARED) && !line.startsWith("Flags that"))
            .filter(line -> !line.isBlank() && !line.startsWith("Example"))
            .toList();
    if (!footer.isEmpty()) {
      lines.add(".SH EXAMPLES");
      lines.add(".nf");
      footer.forEach(line -> lines.add(escaped(text(line).strip())));
      lines.add(".fi");
    }
  }

  private static void item(List<String> lines, String term, String text) {
    lines.add(".TP");
    lines.add(".B " + escaped(term));
    lines.add(escaped(text));
  }

  /** Returns the completion script, which lists the words that may follow each command. */
  String completion() {
    StringBuilder table = new StringBuilder();
    commands.forEach(
        (name, command) ->
            table
                .append("    ['")
                .append(name)
                .append("']='")
                .append(
                    Stream.concat(
                            command.subcommands().keySet().stream(),
                            shown(command).flatMap(each -> Arrays.stream(each.names())))
                        .collect(Collectors.joining(" ")))
                .append("'\n"));
    return """
        # Completion of restauth(1) for bash. Written by launcher/package-deb.
        _restauth() {
          local current=${COMP_WORDS[COMP_CWORD]} command=restauth i
          local -A words=(
        %s  )
          for ((i = 1; i < COMP_CWORD; i++)); do
            [[ -z ${words["$command ${COMP_WORDS[i]}"]+x} ]] || command+=" ${COMP_WORDS[i]}"
          done
          # A command without commands below it: other words may be files.
          [[ $current == -* || ${words[$command]} != -* ]] || return 0
          mapfile -t COMPREPLY < <(compgen -W "${words[$command]}" -- "$current")
        }
        complete -o default -F _restauth restauth
        """
        .formatted(table);
  }

  private Map<String, CommandSpec> below(String name) {
    return commands.entrySet().stream()
        .filter(each -> each.getKey().startsWith(name + " "))
        .filter(each -> each.getValue().subcommands().isEmpty())
        .collect(
            Collectors.toMap(
                Map.Entry::getKey, Map.Entry::getValue, (one, _) -> one, LinkedHashMap::new));
  }

  /**
   * Returns the flags that a user may give. A hidden flag without a description is a secret, which
   * the program refuses.
   */
  private static Stream<OptionSpec> shown(CommandSpec command) {
    return command.options().stream()
        .filter(option -> !option.hidden() || option.description().length > 0);
  }

  private static String form(OptionSpec option) {
    String names = String.join(", ", option.names());
    return option.arity().max() == 0 ? names : names + " " + option.paramLabel();
  }

  private static String arguments(CommandSpec command) {
    String flags = command.subcommands().isEmpty() ? "[FLAGS]" : "COMMAND";
    return Stream.concat(
            Stream.of(flags),
            command.positionalParameters().stream()
                .map(
                    each ->
                        each.arity().min() == 0
                            ? "[" + each.paramLabel() + "]"
                            : each.paramLabel()))
        .collect(Collectors.joining(" "));
  }

  /** Returns the first sentence of the description. */
  private static String summary(CommandSpec command) {
    String first = texts(command.usageMessage().description()).getFirst();
    return first.split("\\.(\\s|$)", 2)[0];
  }

  private static String dashed(String name) {
    return name.replace(' ', '-');
  }

  private static List<String> texts(String... formats) {
    return Arrays.stream(formats).map(CommandPages::text).toList();
  }

  /** Returns the plain text of a picocli format. */
  private static String text(String... formats) {
    return String.join(" ", formats).replace("%n", "\n").replace("%%", "%");
  }

  /** Escapes characters that troff would read as a request or a hyphen. */
  private static String escaped(String text) {
    return text.lines()
        .map(line -> line.replace("\\", "\\e").replace("-", "\\-"))
        .map(line -> line.startsWith(".") || line.startsWith("'") ? "\\&" + line : line)
        .collect(Collectors.joining("\n"));
  }
}
