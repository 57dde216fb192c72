package dev.restauth.http;

import dev.restauth.http.RouteTable.Match;
import dev.restauth.store.StoreUnavailableException;
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
import java.util.List;
import java.util.Optional;

/**
 * Every request's way: size, path, method, who is calling, the route, and the one place where answers
 * are written. Thread-safe.
 */
final class Dispatcher implements Handler {
  private static final System.Logger LOG = System.getLogger(Dispatcher.class.getName());
  private static final Header HTML =
      HeaderValues.create(HeaderNames.CONTENT_TYPE, "text/html; charset=utf-8");
  private static final byte[] EMPTY = {};

  private final RouteTable routes;
  private final Authenticator authenticator;
  private final PublicAddress publicAddress;
  private final Cors cors;
  private volatile boolean stopping;

  Dispatcher(
      RouteTable routes, Authenticator authenticator, PublicAddress publicAddress, Cors cors) {
    this.routes = routes;
    this.authenticator = authenticator;
    this.publicAddress = publicAddress;
    this.cors = cors;
  }

  /** From now on every answer is the last on its connection. */
  void stop() {
    stopping = true;
  }

  @Override
  public void handle(ServerRequest request, ServerResponse response) {
    write(request, response, answer(new Http1Incoming(request)));
  }

  /** The answer to a request of whatever version, which is not written yet. */
  Answer answer(Incoming request) {
    Optional<Match> match = routes.match(path(request));
    Call call = new Call(request, match.map(Match::segment).orElse(""), publicAddress);
    return cors.apply(call, answer(request, call, match));
  }

  /** The path as it was sent; the absolute form (RFC 9112 section 3.2.2) names the same resource. */
  private static String path(Incoming request) {
    String path = request.path();
    if (path.regionMatches(true, 0, "http://", 0, 7)
        || path.regionMatches(true, 0, "https://", 0, 8)) {
      int start = path.indexOf('/', path.indexOf("//") + 2);
      return start < 0 ? "/" : path.substring(start);
    }
    return path;
  }

  private Answer answer(Incoming request, Call call, Optional<Match> match) {
    try {
      if (call.lines(HeaderNames.HOST).size() != 1) { // RFC 9112 section 3.2
        return Answer.problem(
                ProblemType.MALFORMED_REQUEST.because("A request needs exactly one Host header."))
            .thenClose();
      }
      List<String> authorization = call.lines(HeaderNames.AUTHORIZATION);
      if (tooLong(authorization)) {
        return Answer.problem(
            ProblemType.HEADERS_TOO_LARGE.because(
                "The Authorization header may have at most %d bytes."
                    .formatted(Limits.AUTHORIZATION_BYTES)));
      }
      if (match.isEmpty()) {
        return Answer.problem(
            ProblemType.NOT_FOUND.because(
                "Nothing is at this path. GET /openapi.json lists what is."));
      }
      return answer(request.method(), call, match.get().resource(), authorization);
    } catch (ProblemException e) {
      return e.answer();
    } catch (NoLongerKnown e) {
      return authenticator.noLongerKnown(call);
    } catch (StoreUnavailableException e) {
      LOG.log(Level.DEBUG, e.getMessage(), e); // the store tells the operator, once
      return UnavailableException.answer(
          "The database does not answer. Try again in a few seconds.");
    } catch (UnavailableException e) {
      return e.answer(); // whoever found out tells the operator, once
    } catch (CloseConnectionException e) {
      throw e; // the client is gone
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "a request failed", e);
      return Answer.problem(
          ProblemType.INTERNAL_ERROR.because(
              "This is a defect of the server; its log has the details."));
    }
  }

  private static boolean tooLong(List<String> authorization) {
    for (String line : authorization) {
      if (line.length() > Limits.AUTHORIZATION_BYTES) {
        return true;
      }
    }
    return false;
  }

  private Answer answer(
      Method method, Call call, RouteTable.Resource resource, List<String> authorization) {
    if (method.equals(Method.OPTIONS)) {
      String allow = resource.allow();
      Answer options =
          new Answer(Status.OK_200, List.of(HTML), EMPTY, false).with(HeaderNames.ALLOW, allow);
      return cors.preflight(call, options, allow);
    }
    Method wanted = method.equals(Method.HEAD) ? Method.GET : method;
    var open = resource.open(wanted);
    if (open.isPresent()) {
      return open.get().answer(call);
    }
    var service = resource.service(wanted);
    if (service.isPresent()) {
      return authenticator.services().answer(authorization, call, service.get());
    }
    var authenticated = resource.authenticated(wanted);
    if (authenticated.isEmpty()) {
      String allow = resource.allow();
      return Answer.problem(
              ProblemType.METHOD_NOT_ALLOWED.because("Here one can use " + allow + "."))
          .with(HeaderNames.ALLOW, allow);
    }
    return switch (authenticator.authenticate(authorization, call)) {
      case Authenticator.Outcome.Authenticated(Principal principal) ->
          authenticated.get().answer(call, principal);
      case Authenticator.Outcome.Refused(Answer answer) -> answer;
    };
  }

  private void write(ServerRequest request, ServerResponse response, Answer answer) {
    response.status(answer.status());
    answer.headers().forEach(response.headers()::add);
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
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
      out.close();
      if (response instanceof RoutingResponse routing) {
        routing.commit(); // the last chunk, which whoever throws does not write
      }
    } catch (IOException | UncheckedIOException | ServerConnectionException e) {
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
