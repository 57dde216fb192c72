package dev.restauth.cli;

import dev.restauth.config.Catalog;
import dev.restauth.config.Setting;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * Builds an operator's command: its arguments, its flags, including the shared flags, and its help.
 */
public final class CommandBuilder {
  private final CommandSpec spec;
  private final List<Setting<?>> settings = new ArrayList<>();
  private boolean database = true;
  private boolean allSettings;
  private boolean destructive;

  /**
   * Starts to build a command.
   *
   * @param description the paragraphs of the description; the list of commands shows the first one
   */
  public CommandBuilder(String name, String... description) {
    spec = group(name, description);
  }

  /** Returns a command that only has subcommands. */
  public static CommandSpec group(String name, String... description) {
    CommandSpec group = CommandSpec.create().name(name);
    group.addOption(
        OptionSpec.builder("-h", "--help")
            .usageHelp(true)
            .description("Show this help message and exit.")
            .build());
    group.usageMessage().description(description).width(Cli.WIDTH).abbreviateSynopsis(true);
    return group;
  }

  /** Adds a required positional argument after the existing ones. */
  public CommandBuilder positional(String label, String description) {
    spec.addPositional(
        PositionalParamSpec.builder()
            .index(Integer.toString(spec.positionalParameters().size()))
            .required(true)
            .arity("1")
            .type(String.class)
            .paramLabel(label)
            .description(description)
            .build());
    return this;
  }

  /** Adds a positional argument that must be given at least once, and may be repeated. */
  public CommandBuilder repeatedPositional(String label, String description) {
    spec.addPositional(
        PositionalParamSpec.builder()
            .index("0..*")
            .required(true)
            .arity("1..*")
            .type(List.class)
            .auxiliaryTypes(String.class)
            .paramLabel(label)
            .description(description)
            .build());
    return this;
  }

  /** Adds a flag without a value. */
  public CommandBuilder flag(String name, String description) {
    spec.addOption(OptionSpec.builder(name).description(description).build());
    return this;
  }

  /** Adds a flag with a value. */
  public CommandBuilder flag(String name, String label, String description) {
    spec.addOption(
        OptionSpec.builder(name)
            .type(String.class)
            .arity("1")
            .paramLabel(label)
            .description(description)
            .build());
    return this;
  }

  /** Adds a flag that may be given several times, each time with a value. */
  public CommandBuilder flags(String name, String label, String description) {
    spec.addOption(
        OptionSpec.builder(name)
            .type(List.class)
            .auxiliaryTypes(String.class)
            .arity("1")
            .paramLabel(label)
            .description(description)
            .build());
    return this;
  }

  /** Adds settings as flags, in addition to the settings for files and the database. */
  public CommandBuilder settings(Setting<?>... more) {
    settings.addAll(Arrays.asList(more));
    return this;
  }

  /** Adds all settings as flags. Only the help of {@code restauth serve} describes them. */
  public CommandBuilder allSettings() {
    allSettings = true;
    return this;
  }

  /**
   * Marks the command as not needing a database, so that it has no flags for the location of a
   * database.
   */
  public CommandBuilder withoutDatabase() {
    database = false;
    return this;
  }

  /**
   * Marks the command as one that revokes, deletes or replaces something. Such a command is never
   * suggested after a typo.
   */
  public CommandBuilder destructive() {
    destructive = true;
    return this;
  }

  boolean isDestructive() {
    return destructive;
  }

  /** Adds an optional positional argument. */
  public CommandBuilder optionalPositional(String label, String description) {
    spec.addPositional(
        PositionalParamSpec.builder()
            .index(Integer.toString(spec.positionalParameters().size()))
            .required(false)
            .arity("0..1")
            .type(String.class)
            .paramLabel(label)
            .description(description)
            .build());
    return this;
  }

  /** Adds examples at the end of the help. */
  public CommandBuilder examples(String... lines) {
    List<String> footer =
        new ArrayList<>(List.of("", lines.length == 1 ? "Example:" : "Examples:"));
    Arrays.stream(lines).map(line -> "  " + line).forEach(footer::add);
    spec.usageMessage().footer(footer.toArray(String[]::new));
    return this;
  }

  /** The name of the command, without the names of its parent commands. */
  public String name() {
    return spec.name();
  }

  /** Returns the specification for the parser. */
  CommandSpec spec() {
    return spec;
  }

  /** Adds the flags for the settings, and returns the specification. May be called only once. */
  CommandSpec with(Catalog catalog) {
    SettingFlags.add(spec, catalog, settings);
    if (allSettings) {
      SettingFlags.addUnlisted(spec, catalog);
    }
    SharedFlags.add(spec, catalog, database);
    return spec;
  }
}
