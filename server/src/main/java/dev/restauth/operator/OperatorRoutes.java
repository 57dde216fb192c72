package dev.restauth.operator;

import dev.restauth.http.Access;
import dev.restauth.http.Answer;
import dev.restauth.http.Call;
import dev.restauth.http.JsonBody;
import dev.restauth.http.Method;
import dev.restauth.http.RouteTable;
import dev.restauth.http.UnixPeer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The routes for operators' commands: {@code POST /operator/NAME} for each operation. The body is a
 * JSON object with the arguments as texts. {@link OperationAnswer} writes the answer. At most eight
 * operations run at the same time. Thread-safe.
 */
public final class OperatorRoutes implements RouteTable.Routes {
  /** The prefix of all paths. */
  static final String PATH = "/operator/";

  private static final int AT_ONCE = 8;
  private static final byte[] NOT_TRUSTED =
      OperatorProtocol.line(
          new Reply.Failed(
              "only root and the user that runs the server may give it commands; nothing was done"));

  private final Operations operations;
  private final Semaphore free = new Semaphore(AT_ONCE);

  /** Creates the routes of these operations, which must be complete. */
  public OperatorRoutes(Operations operations) {
    this.operations = operations;
  }

  @Override
  public void declare(RouteTable table) {
    operations
        .names()
        .forEach(
            name ->
                table.route(Method.POST, PATH + name, Access.OPERATOR, call -> answer(name, call)));
  }

  private Answer answer(String operation, Call call) {
    UnixPeer peer = call.unixPeer().orElseThrow();
    if (!peer.trusted()) {
      return Answer.text(
          403, OperatorProtocol.CONTENT_TYPE, new String(NOT_TRUSTED, StandardCharsets.US_ASCII));
    }
    Request request =
        new Request(operation, arguments(call.json()), Optional.of(new Operator(peer.user())));
    return Answer.streamed(
        OperatorProtocol.CONTENT_TYPE,
        new OperationAnswer(operations, request, free, System::nanoTime));
  }

  private static Map<String, String> arguments(JsonBody body) {
    Map<String, String> arguments = new HashMap<>();
    body.members().members().keySet().forEach(name -> arguments.put(name, body.string(name)));
    return arguments;
  }

  /**
   * Waits until no operation is running, but at most for {@code atMost}. An interrupt does not end
   * the wait.
   */
  public void awaitIdle(Duration atMost) {
    long end = System.nanoTime() + atMost.toNanos();
    boolean interrupted = false;
    while (true) {
      try {
        if (free.tryAcquire(AT_ONCE, end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
          free.release(AT_ONCE);
        }
        break;
      } catch (InterruptedException e) {
        interrupted = true; // the wait continues: the caller closes the database next
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
