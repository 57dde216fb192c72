package dev.restauth.listener;

import dev.restauth.http.Answer;
import dev.restauth.http.Dispatcher;
import dev.restauth.http.Limits;
import dev.restauth.http.Problem;
import dev.restauth.http.ProblemType;
import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.http.DirectHandlers;
import java.util.List;

/**
 * Words what Helidon refuses before a route is found, in the form of all other problems.
 *
 * @param dispatcher knows what every answer has
 */
record TransportProblems(Dispatcher dispatcher) implements DirectHandler {
  /** Helidon's words; it has no type for this. */
  private static final String HEADERS_TOO_LARGE = "Header size exceeded";

  static DirectHandlers handlers(Dispatcher dispatcher) {
    DirectHandlers.Builder handlers = DirectHandlers.builder();
    for (EventType type : EventType.values()) {
      handlers.addHandler(type, new TransportProblems(dispatcher));
    }
    return handlers.build();
  }

  @Override
  public TransportResponse handle(
      TransportRequest request,
      EventType eventType,
      Status defaultStatus,
      ServerResponseHeaders responseHeaders,
      String message) {
    GuardedConnection.current().ifPresent(GuardedConnection::expectMore);
    Answer answer =
        dispatcher.refusal(
            problem(request, defaultStatus, message),
            name -> request.headers().all(HelidonNames.of(name), List::of));
    answer.fields().forEach(field -> responseHeaders.set(Http1Requests.header(field)));
    return TransportResponse.builder()
        .status(Http1Requests.status(answer))
        .headers(responseHeaders)
        .header(HeaderValues.CONNECTION_CLOSE)
        .entity(request.method().equals("HEAD") ? new byte[0] : answer.body())
        .keepAlive(false)
        .build();
  }

  private static Problem problem(TransportRequest request, Status status, String message) {
    return switch (status.code()) {
      case 413 -> Limits.bodyTooLarge();
      case 414 -> Limits.targetTooLong();
      case 501 ->
          ProblemType.NOT_IMPLEMENTED.because(
              "Of the transfer codings only \"chunked\" is supported.");
      case 503 ->
          ProblemType.UNAVAILABLE.because("Too many requests at once. Try again in a second.");
      case 505 -> ProblemType.HTTP_VERSION_NOT_SUPPORTED.because("Use HTTP/1.1.");
      case 500 ->
          // Helidon's parser fails in many ways over bytes that are no HTTP at all.
          request.path().isEmpty()
              ? malformed()
              : ProblemType.INTERNAL_ERROR.because("This is a defect of the server.");
      default -> refused(request, message);
    };
  }

  private static Problem refused(TransportRequest request, String message) {
    if (message.equals(HEADERS_TOO_LARGE)) {
      return Limits.headersTooLarge();
    }
    if (request.headers().contains(HeaderNames.CONTENT_ENCODING)) {
      return Limits.encoded();
    }
    return malformed();
  }

  private static Problem malformed() {
    return ProblemType.MALFORMED_REQUEST.because("The request is not valid HTTP/1.1 (RFC 9112).");
  }
}
