package dev.restauth.status;

import dev.restauth.cli.CommandBuilder;
import dev.restauth.cli.DatabaseAccess;
import dev.restauth.cli.OperatorCommand;
import dev.restauth.cli.OperatorCommand.Prepared;
import dev.restauth.operator.Request;
import java.util.Map;

/** The commands to a running server: {@code restauth status} and {@code restauth reload}. */
final class StatusCommand {
  private StatusCommand() {}

  static OperatorCommand status() {
    return new OperatorCommand(
        new CommandBuilder(
                "status",
                "Shows what the running server does: requests, log-ins, queues, keys, memory.",
                "Counts are since its start. On PostgreSQL ask the management port instead.")
            .examples("restauth status", "watch -n 2 restauth status"),
        DatabaseAccess.SERVER,
        (parsed, terminal) -> new Prepared.Run(new Request(ServerOperations.STATUS, Map.of())),
        true);
  }

  static OperatorCommand reload() {
    return new OperatorCommand(
        new CommandBuilder(
                "reload",
                "Has the running server read its TLS files, its password blocklist and its page templates anew.",
                "No connection is closed. If a file cannot be used, the server continues with what it has. SIGHUP does"
                    + " the same. All other settings, and the files of passwords, need a restart.")
            .examples("restauth reload"),
        DatabaseAccess.SERVER,
        (parsed, terminal) -> new Prepared.Run(new Request(ServerOperations.RELOAD, Map.of())));
  }
}
