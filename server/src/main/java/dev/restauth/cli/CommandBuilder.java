package dev.restauth.cli;

import dev.restauth.config.Catalog;
import dev.restauth.config.Setting;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Builds what an operator's command takes, with what all of them share. */
public final class CommandBuilder {
  private final CommandSpec spec;
  private final List<Setting<?>> settings = new ArrayList<>();
  private boolean database = true;
  private boolean takesAway;

  /**
   * Begins one.
   *
   * @param description paragraphs; the first is what the list of commands has of it
   */
  public CommandBuilder(String name, String... description) {
    spec = group(name, description);
  }

  /** A command that only has others below it. */
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

  /** The one thing that it is about, or the next one. */
  public CommandBuilder about(String label, String description) {
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

  /** What it is about, once or several times. */
  public CommandBuilder aboutSome(String label, String description) {
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

  /** A flag without a value. */
  public CommandBuilder flag(String name, String description) {
    spec.addOption(OptionSpec.builder(name).description(description).build());
    return this;
  }

  /** A flag with a value. */
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

  /** A flag with a value that may be given several times. */
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

  /** Settings beyond those of files and database. */
  public CommandBuilder settings(Setting<?>... more) {
    settings.addAll(Arrays.asList(more));
    return this;
  }

  /** One that needs no database, and so no setting that says where it is. */
  public CommandBuilder withoutDatabase() {
    database = false;
    return this;
  }

  /** One that ends, withdraws or replaces something: it is never offered to who mistypes another. */
  public CommandBuilder takingAway() {
    takesAway = true;
    return this;
  }

  boolean takesAway() {
    return takesAway;
  }

  /** What it is about, which may be left out. */
  public CommandBuilder aboutAny(String label, String description) {
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

  /** Ends it, with examples. */
  public CommandBuilder examples(String... lines) {
    List<String> footer =
        new ArrayList<>(List.of("", lines.length == 1 ? "Example:" : "Examples:"));
    Arrays.stream(lines).map(line -> "  " + line).forEach(footer::add);
    spec.usageMessage().footer(footer.toArray(String[]::new));
    return this;
  }

  /** The last word of the command. */
  public String name() {
    return spec.name();
  }

  /** What the parser takes. */
  CommandSpec spec() {
    return spec;
  }

  /** Adds the flags of its settings; to be called once. */
  CommandSpec with(Catalog catalog) {
    SettingFlags.add(spec, catalog, settings);
    SharedFlags.add(spec, catalog, database);
    return spec;
  }
}
