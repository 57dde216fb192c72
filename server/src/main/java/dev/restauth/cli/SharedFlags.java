package dev.restauth.cli;

import dev.restauth.config.Catalog;
import dev.restauth.config.Group;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** Flags that all operator commands share. They are described once, in {@code restauth --help}. */
final class SharedFlags {
  static final String JSON = "--json";

  private static final int INDENT = 2;

  private SharedFlags() {}

  /**
   * Adds the shared flags to a command. The help of the command lists only their names.
   *
   * @param database whether the command works on a database
   */
  static void add(CommandSpec command, Catalog catalog, boolean database) {
    List<OptionSpec> flags = new ArrayList<>();
    if (database) {
      files(catalog).map(each -> each.hidden(true).build()).forEach(flags::add);
    }
    flags.add(json().hidden(true).build());
    flags.forEach(command::addOption);
    List<String> footer = new ArrayList<>(Arrays.asList(command.usageMessage().footer()));
    footer.add("");
    footer.add("Shared flags, described in restauth --help:");
    footer.addAll(lines(flags.stream().map(OptionSpec::longestName).sorted().toList()));
    command.usageMessage().footer(footer.toArray(String[]::new));
  }

  private static Stream<OptionSpec.Builder> files(Catalog catalog) {
    return catalog.in(Group.FILES).stream().map(SettingFlags::builder);
  }

  private static OptionSpec.Builder json() {
    return OptionSpec.builder(JSON)
        .description("Print the result as JSON, for scripts: an object, or a list of objects.");
  }

  private static List<String> lines(List<String> names) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String name : names) {
      if (INDENT + line.length() + name.length() + 2 > Cli.WIDTH) {
        lines.add(" ".repeat(INDENT) + line.toString().stripTrailing());
        line.setLength(0);
      }
      line.append(name).append(name.equals(names.getLast()) ? "" : ", ");
    }
    lines.add(" ".repeat(INDENT) + line);
    return lines;
  }

  /** Returns the end of {@code restauth --help}. */
  static String[] helpFooter(Catalog catalog) {
    CommandSpec all = CommandSpec.create();
    all.usageMessage().width(Cli.WIDTH);
    files(catalog).forEach(each -> all.addOption(each.build()));
    all.addOption(json().build());
    return Stream.of(
            Stream.of(
                "",
                "Flags that commands share (serve has no --json, build-blocklist and"
                    + " migrate-database no other):"),
            new CommandLine(all).getHelp().optionList().lines(),
            Stream.of("", "Exit codes: 0 done, 1 failed, 2 wrong usage or configuration."))
        .flatMap(lines -> lines)
        .toArray(String[]::new);
  }

  /** Returns the long flags that the help of a command lists. */
  static List<String> visible(CommandSpec command) {
    return command.options().stream()
        .filter(option -> !option.hidden() || isShared(option))
        .map(OptionSpec::longestName)
        .toList();
  }

  /**
   * Returns whether a hidden flag is a shared flag. Secrets and unlisted settings are hidden flags
   * too, but have no description.
   */
  private static boolean isShared(OptionSpec option) {
    return option.description().length > 0;
  }

  /** Returns a flag that accepts a single value but was given twice; empty if there is none. */
  static Optional<String> duplicate(ParseResult parsed) {
    ParseResult innermost = parsed;
    while (innermost.hasSubcommand()) {
      innermost = innermost.subcommand();
    }
    CommandSpec command = innermost.commandSpec();
    Set<String> before = new HashSet<>();
    return parsed.originalArgs().stream()
        .takeWhile(word -> !word.equals("--"))
        .map(word -> word.startsWith("--") ? word.split("=", 2)[0] : word)
        .filter(
            word ->
                Optional.ofNullable(command.findOption(word))
                    .filter(option -> !option.isMultiValue())
                    .isPresent())
        .filter(word -> !before.add(word))
        .findFirst();
  }
}
