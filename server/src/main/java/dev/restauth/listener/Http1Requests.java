package dev.restauth.listener;

import dev.restauth.http.Answer;
import dev.restauth.http.ClientGoneException;
import dev.restauth.http.Dispatcher;
import dev.restauth.http.Field;
import dev.restauth.http.Streamed;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ServerConnectionException;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.RoutingResponse;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;

/** Answers requests of HTTP/1.1 as the dispatcher answers all. Thread-safe. */
final class Http1Requests implements Handler {
  private static final System.Logger LOG = System.getLogger(Http1Requests.class.getName());
  private static final Status FIELDS_TOO_LARGE =
      Status.create(431, "Request Header Fields Too Large"); // Helidon knows no reason for it

  private final Dispatcher dispatcher;
  private volatile boolean stopping;

  /**
   * For all connections.
   *
   * @param dispatcher knows the answers
   */
  Http1Requests(Dispatcher dispatcher) {
    this.dispatcher = dispatcher;
  }

  /** From now on every answer is the last on its connection. */
  void stop() {
    stopping = true;
  }

  @Override
  public void handle(ServerRequest request, ServerResponse response) {
    try {
      write(request, response, dispatcher.answer(new Http1Incoming(request)));
    } catch (ClientGoneException e) {
      throw new CloseConnectionException("the client is gone", e);
    }
  }

  static Status status(Answer answer) {
    return answer.status() == FIELDS_TOO_LARGE.code()
        ? FIELDS_TOO_LARGE
        : Status.create(answer.status());
  }

  static Header header(Field field) {
    return HeaderValues.create(HelidonNames.of(field.name()), field.value());
  }

  private void write(ServerRequest request, ServerResponse response, Answer answer) {
    response.status(status(answer));
    answer.fields().forEach(field -> response.headers().add(header(field)));
    boolean unread = request.content().hasEntity() && !request.content().consumed();
    boolean closing =
        answer.closing() || stopping || wantsClose(request) || (unread && !request.continueSent());
    if (closing) {
      response.header(HeaderValues.CONNECTION_CLOSE);
    }
    if ((answer.closing() && answer.streamed().isEmpty()) || unread) {
      GuardedConnection.current().ifPresent(GuardedConnection::expectMore);
    }
    if (request.prologue().method().equals(Method.HEAD)) {
      response.header(HeaderNames.CONTENT_LENGTH, Integer.toString(answer.body().length));
      response.send();
    } else if (answer.streamed().isPresent()) {
      stream(response, answer.streamed().get());
    } else {
      response.send(answer.body());
    }
    if (closing) {
      // Helidon would go on to parse what follows as the next request.
      throw new CloseConnectionException("the last answer on this connection");
    }
  }

  /** Each piece leaves at once. What fails has ended the connection. */
  private static void stream(ServerResponse response, Streamed streamed) {
    GuardedConnection.current().ifPresent(GuardedConnection::stream);
    OutputStream out = response.outputStream();
    try {
      streamed.writeTo(
          bytes -> {
            try {
              out.write(bytes);
              out.flush();
            } catch (IOException | UncheckedIOException | CloseConnectionException e) {
              throw new ClientGoneException("the client of a stream is gone", e);
            }
          });
      out.close();
      if (response instanceof RoutingResponse routing) {
        routing.commit(); // the last chunk, which whoever throws does not write
      }
    } catch (IOException
        | UncheckedIOException
        | ServerConnectionException
        | ClientGoneException e) {
      throw new CloseConnectionException("the client of a stream is gone", e);
    } catch (CloseConnectionException e) {
      throw e;
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "a stream failed", e);
      throw new CloseConnectionException("a stream failed", e);
    }
  }

  private static boolean wantsClose(ServerRequest request) {
    // Most have none, and to look for a token in one is costly.
    return request.headers().contains(HeaderNames.CONNECTION)
        && request.headers().containsToken(HeaderValues.CONNECTION_CLOSE);
  }
}
