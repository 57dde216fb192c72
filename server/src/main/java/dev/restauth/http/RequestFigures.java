package dev.restauth.http;

import dev.restauth.figure.Figure;
import dev.restauth.figure.Figure.Kind;
import dev.restauth.figure.LabelledCounter;
import java.util.Arrays;
import java.util.List;

/** The figures (metrics) of requests that a dispatcher has answered. Thread-safe. */
final class RequestFigures {
  private static final int CLASSES = 5;

  private final RouteTable routes;
  private final LabelledCounter refusals =
      new LabelledCounter(Arrays.stream(ProblemType.values()).map(ProblemType::slug).toList());

  RequestFigures(RouteTable routes) {
    this.routes = routes;
  }

  /** Counts a request that the listener refused. */
  void refused(Problem problem) {
    refusals.add(problem.type().slug());
  }

  List<Figure> all() {
    return List.of(
        new Figure(
            Kind.HISTOGRAM,
            "restauth_http_request_duration_seconds",
            "Time from the complete head of a request to its answer, by the template of the route",
            List.of("method", "route", "status_class"),
            readings ->
                routes.forEachMeter(
                    (method, route, meter) ->
                        meter.forEachClass(
                            (status, durations) ->
                                readings.distribution(durations, method, route, status)))),
        new Figure(
            Kind.COUNTER,
            "restauth_http_responses_total",
            "Answers to requests",
            List.of("status_class"),
            readings -> {
              for (int i = 1; i <= CLASSES; i++) {
                readings.value(count(i), i + "xx");
              }
            }),
        new Figure(
            Kind.COUNTER,
            "restauth_http_throttled_total",
            "Requests answered with 429, because the client, account or address made too many",
            List.of("method", "route"),
            readings ->
                routes.forEachMeter(
                    (method, route, meter) -> {
                      if (meter.throttled() > 0) {
                        readings.value(meter.throttled(), method, route);
                      }
                    })),
        new Figure(
            Kind.COUNTER,
            "restauth_http_refused_total",
            "Requests that broke HTTP or a limit, and so reached no route",
            List.of("problem"),
            readings ->
                refusals.forEach(
                    (problem, count) -> {
                      if (count > 0) {
                        readings.value(count, problem);
                      }
                    })));
  }

  private long count(int statusClass) {
    long[] count = {0};
    routes.forEachMeter((_, _, meter) -> count[0] += meter.count(statusClass));
    return count[0];
  }
}
