package dev.restauth.cli;

import java.io.PrintWriter;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** The {@code restauth} command with its subcommands. */
public final class Cli {
  /** All went well. */
  public static final int OK = 0;

  /** It could not be done. */
  public static final int FAILED = 1;

  /** The command line or the configuration is wrong. */
  public static final int USAGE = 2;

  private static final int WIDTH = 100;

  private Cli() {}

  /** Runs the server. */
  public interface Serving {
    /**
     * Runs until the process is told to stop.
     *
     * @param flags what was given, by setting key
     * @return the exit code
     */
    int serve(Map<String, String> flags);
  }

  /**
   * Runs one command.
   *
   * @return the exit code: 0, 1 failed, 2 usage
   */
  public static int run(String[] arguments, PrintWriter out, PrintWriter err, Serving serving) {
    CommandSpec root =
        CommandSpec.create()
            .name("restauth")
            .version("REST-auth " + version())
            .mixinStandardHelpOptions(true);
    root.usageMessage()
        .description("Accounts and tokens for REST APIs.")
        .footer("", "Exit codes: 0 done, 1 failed, 2 wrong usage or configuration.")
        .width(WIDTH);
    CommandLine commandLine =
        new CommandLine(root)
            .addSubcommand("serve", ServeCommand.spec())
            .setOut(out)
            .setErr(err)
            .setParameterExceptionHandler(Cli::usage)
            .setExecutionStrategy(parsed -> execute(parsed, serving));
    return commandLine.execute(arguments);
  }

  private static int execute(ParseResult parsed, Serving serving) {
    Integer help = CommandLine.executeHelpRequest(parsed);
    if (help != null) {
      return help;
    }
    if (!parsed.hasSubcommand()) {
      CommandLine root = parsed.commandSpec().commandLine();
      root.usage(root.getErr());
      return USAGE;
    }
    return serving.serve(ServeCommand.flags(parsed.subcommand()));
  }

  private static int usage(ParameterException e, String[] arguments) {
    CommandLine command = e.getCommandLine();
    PrintWriter err = command.getErr();
    err.println("restauth: " + e.getMessage());
    CommandLine.UnmatchedArgumentException.printSuggestions(e, err);
    err.println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
    return USAGE;
  }

  private static String version() {
    String version = Cli.class.getPackage().getImplementationVersion();
    return version == null ? "(development)" : version;
  }
}
