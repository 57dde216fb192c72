package dev.restauth.http;

import dev.restauth.http.RouteTable.Match;
import dev.restauth.log.RequestId;
import dev.restauth.span.Span;
import dev.restauth.span.Spans;
import dev.restauth.span.TraceParent;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Records the spans of requests. A span shows the route template, the method and the status, but no
 * text that a client chose. If an attempt to answer is aborted because its thread must not wait,
 * only the next attempt is recorded. Thread-safe.
 *
 * @param proxies the proxies that may choose the trace of a request, and decide whether it is
 *     recorded
 */
record TracedRequests(Spans spans, TrustedProxies proxies) {
  private static final int SERVER_ERROR = 500;

  /** Returns an object that records nothing. */
  static TracedRequests none() {
    return new TracedRequests(Spans.NONE, new TrustedProxies(List.of()));
  }

  boolean areOn() {
    return spans.isOn();
  }

  /**
   * Answers a request, and records the request if it is sampled.
   *
   * @param match the matching route; empty if no route has the path
   * @param begunAt the start of the first attempt to answer, by {@link System#nanoTime}
   * @param id finds the id of the request
   */
  Answer answer(
      IncomingRequest request,
      Optional<Match> match,
      long begunAt,
      Supplier<RequestId> id,
      Supplier<Answer> answer) {
    Optional<TraceParent> parent = RequestIdFields.parent(request, proxies);
    if (!spans.samples(parent)) {
      return answer.get();
    }
    Supplier<Answer> recorded = () -> recorded(request.method(), match, begunAt, parent, answer);
    return RequestId.isBound() ? recorded.get() : id.get().during(recorded);
  }

  private Answer recorded(
      Method method,
      Optional<Match> match,
      long begunAt,
      Optional<TraceParent> parent,
      Supplier<Answer> answer) {
    String name = method.isStandard() ? method.text() : "HTTP";
    Optional<String> route = match.map(found -> found.resource().path());
    Span span =
        spans.request(
            route.map(path -> name + " " + path).orElse(name),
            begunAt,
            parent,
            RequestId.current().orElseThrow());
    span.set("http.request.method", method.isStandard() ? method.text() : "_OTHER");
    route.ifPresent(path -> span.set("http.route", path));
    try {
      Answer answered = span.during(answer);
      span.set("http.response.status_code", answered.status());
      if (answered.status() >= SERVER_ERROR) {
        span.fail(Integer.toString(answered.status()));
      }
      span.close();
      return answered;
    } catch (ClientGoneException gone) {
      span.fail("client_gone");
      span.close();
      throw gone;
    }
  }
}
