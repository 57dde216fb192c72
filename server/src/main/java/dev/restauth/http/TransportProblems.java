package dev.restauth.http;

import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderValues;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.http.DirectHandlers;

/** Words what Helidon refuses before a route is found, in the form of all other problems. */
final class TransportProblems implements DirectHandler {

  static DirectHandlers handlers() {
    DirectHandlers.Builder handlers = DirectHandlers.builder();
    for (EventType type : EventType.values()) {
      handlers.addHandler(type, new TransportProblems());
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
    GuardedConnection.current().ifPresent(GuardedConnection::lingerAtEnd);
    Answer answer = Answer.problem(problem(request, defaultStatus));
    answer.headers().forEach(responseHeaders::set);
    return TransportResponse.builder()
        .status(answer.status())
        .headers(responseHeaders)
        .header(HeaderValues.CONNECTION_CLOSE)
        .entity(answer.body())
        .keepAlive(false)
        .build();
  }

  private static Problem problem(TransportRequest request, Status status) {
    return switch (status.code()) {
      case 413 ->
          ProblemType.BODY_TOO_LARGE.because(
              "The body may have at most %d bytes.".formatted(Limits.BODY_BYTES));
      case 414 ->
          ProblemType.TARGET_TOO_LONG.because(
              "The request line may have at most %d bytes.".formatted(Limits.REQUEST_LINE_BYTES));
      case 501 ->
          ProblemType.NOT_IMPLEMENTED.because(
              "Of the transfer codings only \"chunked\" is supported.");
      case 503 ->
          ProblemType.UNAVAILABLE.because("Too many requests at once. Try again in a second.");
      case 505 -> ProblemType.HTTP_VERSION_NOT_SUPPORTED.because("Use HTTP/1.1.");
      case 500 -> ProblemType.INTERNAL_ERROR.because("This is a defect of the server.");
      default ->
          headersTooLarge(request)
              ? ProblemType.HEADERS_TOO_LARGE.because(
                  "All headers together may have at most %d bytes.".formatted(Limits.HEADERS_BYTES))
              : ProblemType.MALFORMED_REQUEST.because(
                  "The request is not valid HTTP/1.1 (RFC 9112).");
    };
  }

  /** Helidon answers 400 and tells nobody why; none of the headers are there, many bytes are. */
  private static boolean headersTooLarge(TransportRequest request) {
    return request.headers().size() == 0
        && GuardedConnection.current()
            .filter(connection -> connection.receivedBytes() >= Limits.HEADERS_BYTES)
            .isPresent();
  }
}
