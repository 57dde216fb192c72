package dev.restauth.status;

import dev.restauth.cli.CommandBuilder;
import dev.restauth.cli.DatabaseAccess;
import dev.restauth.cli.OperatorCommand;
import dev.restauth.cli.OperatorCommand.Prepared;
import dev.restauth.cli.Terminal;
import dev.restauth.operator.Request;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import picocli.CommandLine.ParseResult;

/** The commands for a running server: {@code restauth status} and {@code restauth reload}. */
final class StatusCommand {
  private static final String WATCH = "--watch";
  private static final String TIMES = "--times";
  private static final Duration PAUSE = Duration.ofSeconds(2);
  private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,5}");

  private StatusCommand() {}

  static OperatorCommand status() {
    return new OperatorCommand(
        new CommandBuilder(
                "status",
                "Shows what the running server does: requests, log-ins, queues, keys, memory.",
                "Counts are since its start. If several servers use the database, the counts are those of this one.")
            .flag(WATCH, "Show it again every 2 seconds, until Ctrl-C.")
            .flag(TIMES, "N", "With --watch: end after N times.")
            .examples("restauth status", "restauth status --json"),
        DatabaseAccess.SERVER,
        StatusCommand::prepare,
        true);
  }

  private static Prepared prepare(ParseResult parsed, Terminal terminal) {
    Request request = new Request(ServerOperations.STATUS, Map.of());
    boolean counted = parsed.hasMatchedOption(TIMES);
    if (!parsed.hasMatchedOption(WATCH)) {
      return counted
          ? Prepared.usage(TIMES + " needs " + WATCH + " as well")
          : new Prepared.Run(request);
    }
    String times = parsed.matchedOptionValue(TIMES, "");
    if (counted && !NUMBER.matcher(times).matches()) {
      return Prepared.usage(TIMES + ": expected a whole number from 1 to 999999");
    }
    return new Prepared.Repeat(
        request, PAUSE, counted ? OptionalInt.of(Integer.parseInt(times)) : OptionalInt.empty());
  }

  static OperatorCommand reload() {
    return new OperatorCommand(
        new CommandBuilder(
                "reload",
                "Makes the running server read its files again: TLS, password blocklist, page templates, authorities, passwords.",
                "No connection is closed. If a file cannot be used, the server continues with what it has. SIGHUP does"
                    + " the same. All other settings need a restart.")
            .examples("restauth reload"),
        DatabaseAccess.SERVER,
        (parsed, terminal) -> new Prepared.Run(new Request(ServerOperations.RELOAD, Map.of())));
  }
}
