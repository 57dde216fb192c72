package dev.restauth;

import dev.restauth.config.Config;
import dev.restauth.database.DatabaseSettings;
import dev.restauth.http.Dispatcher;
import dev.restauth.http.RouteTable;
import dev.restauth.listener.OperatorSocket;
import dev.restauth.operator.ControlClient;
import dev.restauth.operator.Operations;
import dev.restauth.operator.OperatorRoutes;
import dev.restauth.runtime.FolderLock;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Listens for operators' commands on a socket in the data folder. */
final class CommandSocket {
  private static final System.Logger LOG = System.getLogger(CommandSocket.class.getName());

  private CommandSocket() {}

  /**
   * Listens in the data folder of a SQLite database. The caller holds the lock of the database.
   *
   * @throws UncheckedIOException if the server cannot listen in the folder
   */
  static OperatorSocket listen(Config config, Operations operations, Dispatcher dispatcher) {
    OperatorRoutes routes = new OperatorRoutes(operations);
    RouteTable table = new RouteTable();
    routes.declare(table);
    return OperatorSocket.listen(
        FolderLock.controlSocket(config),
        dispatcher.forOperators(table),
        routes::awaitIdle,
        OperatorSocket.Durations.USUAL);
  }

  /**
   * Listens if there is a data folder. A server with PostgreSQL starts even without a data folder.
   * Several servers may share a data folder; only the server that began to listen first receives
   * the commands.
   */
  static Optional<OperatorSocket> listenIfPossible(
      Config config, Operations operations, Dispatcher dispatcher) {
    Path folder = config.get(DatabaseSettings.DATA);
    if (!Files.isDirectory(folder)) {
      return Optional.empty();
    }
    if (ControlClient.answers(FolderLock.controlSocket(config))) {
      LOG.log(Level.INFO, "another server takes the commands in the folder {0}", folder);
      return Optional.empty();
    }
    try {
      return Optional.of(listen(config, operations, dispatcher));
    } catch (UncheckedIOException e) {
      LOG.log(Level.INFO, "{0}; so restauth status and reload do not work", e.getMessage());
      return Optional.empty();
    }
  }
}
