package dev.restauth.operator;

import dev.restauth.TestServer;
import dev.restauth.http.Dispatcher;
import dev.restauth.http.NobodyKnown;
import dev.restauth.http.RouteTable;
import dev.restauth.job.Progress;
import dev.restauth.listener.HttpAnswerDecoder;
import dev.restauth.listener.OperatorSocket;
import dev.restauth.span.Spans;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * The operators' socket without a server, with operations that a test defines, and the client for
 * this socket.
 */
final class ControlSocket implements AutoCloseable {
  private final OperatorSocket socket;

  private ControlSocket(OperatorSocket socket) {
    this.socket = socket;
  }

  static ControlSocket listen(Path socket, Operations operations) {
    return listen(socket, operations, OperatorSocket.Durations.USUAL);
  }

  static ControlSocket listen(Path socket, Operations operations, Duration request, Duration stop) {
    return listen(socket, operations, new OperatorSocket.Durations(request, stop));
  }

  private static ControlSocket listen(
      Path socket, Operations operations, OperatorSocket.Durations durations) {
    OperatorRoutes routes = new OperatorRoutes(operations);
    RouteTable table = new RouteTable();
    routes.declare(table);
    Dispatcher tcp =
        Dispatcher.of(
            TestServer.config(Path.of("").toAbsolutePath(), Map.of()),
            new RouteTable(),
            new NobodyKnown(),
            Optional.empty(),
            Spans.NONE);
    return new ControlSocket(
        OperatorSocket.listen(socket, tcp.forOperators(table), routes::awaitIdle, durations));
  }

  static Optional<Reply> ask(Path socket, Request request, Progress progress) {
    return ControlClient.ask(socket, request, progress, HttpAnswerDecoder::new);
  }

  @Override
  public void close() {
    socket.close();
  }
}
