package dev.restauth.cli;

import dev.restauth.config.Catalog;
import dev.restauth.version.Version;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** The {@code restauth} command with its subcommands. */
public final class Cli {
  /** The exit code for success. */
  public static final int OK = 0;

  /** The exit code if the command failed. */
  public static final int FAILED = 1;

  /** The exit code if the command line or the configuration is wrong. */
  public static final int USAGE = 2;

  /**
   * The exit code if the program that reads the result exits early. A shell shows the same code for
   * a process that was killed by SIGPIPE.
   */
  static final int READER_ENDED = 128 + 13;

  static final int WIDTH = 100;

  private final Catalog settings;
  private final Terminal terminal;
  private final Serving serving;
  private final OperationRunner runner;
  private final List<CommandGroup> groups;

  private Cli(
      Catalog settings,
      Terminal terminal,
      Serving serving,
      OperationRunner runner,
      List<CommandGroup> groups) {
    this.settings = settings;
    this.terminal = terminal;
    this.serving = serving;
    this.runner = runner;
    this.groups = groups;
  }

  /** Runs the server process. */
  public interface Serving {
    /**
     * Runs the server until the process receives a signal to stop.
     *
     * @param flags the values given as flags, by setting key
     * @return the exit code
     */
    int serve(Map<String, String> flags);
  }

  /**
   * Runs one command.
   *
   * @param settings the catalog of all settings
   * @param groups supplies the commands that the features declare, in the order of the help. For a
   *     simple {@code serve} command line, the supplier is not called, so that the classes of the
   *     commands are not loaded
   * @return the exit code: {@link #OK}, {@link #FAILED}, {@link #USAGE} or {@link #READER_ENDED}
   */
  public static int run(
      String[] arguments,
      Catalog settings,
      Terminal terminal,
      Serving serving,
      OperationRunner runner,
      Supplier<List<CommandGroup>> groups) {
    Optional<Map<String, String>> plain = ServeCommand.parsePlain(List.of(arguments), settings);
    int code =
        plain.isPresent()
            ? serving.serve(plain.get())
            : commandLine(settings, terminal, serving, runner, groups.get()).execute(arguments);
    return checked(code, terminal);
  }

  /** Returns the exit code of a command, or of a failure to write its result. */
  static int checked(int code, Terminal terminal) {
    if (terminal.out().checkError()) {
      if (terminal.outIsPipe().getAsBoolean()) {
        return code == OK ? READER_ENDED : code; // no error message, as with other programs
      }
      terminal.printError("the result could not be written to standard output");
      return FAILED;
    }
    return code;
  }

  static CommandLine commandLine(
      Catalog settings,
      Terminal terminal,
      Serving serving,
      OperationRunner runner,
      List<CommandGroup> groups) {
    Cli cli = new Cli(settings, terminal, serving, runner, groups);
    return new CommandLine(cli.root())
        .setOut(terminal.out())
        .setErr(terminal.err())
        // A user name may begin with @, so @ must not introduce a file with more arguments.
        .setExpandAtFiles(false)
        .setParameterExceptionHandler(cli::printUsageError)
        .setExecutionStrategy(cli::execute);
  }

  private CommandSpec root() {
    CommandSpec root =
        CommandSpec.create()
            .name("restauth")
            .version(Version.OURS.toString())
            .mixinStandardHelpOptions(true);
    root.usageMessage()
        .description("Accounts and tokens for REST APIs.")
        .footer(SharedFlags.helpFooter(settings))
        .width(WIDTH);
    root.addSubcommand(ServeCommand.NAME, new CommandLine(ServeCommand.spec(settings)));
    groups.forEach(group -> group.addTo(root, settings));
    return root;
  }

  private int execute(ParseResult parsed) {
    Integer help = CommandLine.executeHelpRequest(parsed);
    if (help != null) {
      return help;
    }
    Optional<String> twice = SharedFlags.duplicate(parsed);
    if (twice.isPresent()) {
      terminal.printError("the flag " + twice.get() + " is given twice: leave one out");
      return USAGE;
    }
    ParseResult innermost = parsed;
    while (innermost.hasSubcommand()) {
      innermost = innermost.subcommand();
    }
    return execute(innermost, innermost.commandSpec());
  }

  private int execute(ParseResult parsed, CommandSpec form) {
    if (!form.subcommands().isEmpty()) {
      form.commandLine().usage(terminal.err());
      return USAGE;
    }
    return groups.stream()
        .flatMap(group -> group.commands().stream())
        .filter(command -> command.builder().spec().equals(form))
        .findFirst()
        .map(command -> command.run(parsed, settings, terminal, runner))
        .orElseGet(() -> serving.serve(SettingFlags.of(parsed, settings)));
  }

  private int printUsageError(ParameterException e, String[] arguments) {
    CommandLine command = e.getCommandLine();
    PrintWriter err = command.getErr();
    err.println("restauth: " + UsageText.of(e, arguments));
    List<String> suggestions = UsageText.suggestions(e, arguments, this::isHarmless);
    if (!suggestions.isEmpty()) {
      err.println("Did you mean " + String.join(" or ", suggestions) + "?");
    }
    err.println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
    return USAGE;
  }

  /**
   * Returns whether the command may be suggested after a typo. Destructive commands are never
   * suggested.
   */
  private boolean isHarmless(CommandSpec form) {
    return groups.stream()
        .flatMap(group -> group.commands().stream())
        .noneMatch(
            command -> command.builder().spec().equals(form) && command.builder().isDestructive());
  }
}
