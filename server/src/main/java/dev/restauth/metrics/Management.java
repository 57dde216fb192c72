package dev.restauth.metrics;

import dev.restauth.blocking.Blocking;
import dev.restauth.figure.Figure;
import dev.restauth.http.Access;
import dev.restauth.http.Answer;
import dev.restauth.http.Call;
import dev.restauth.http.FieldNames;
import dev.restauth.http.Method;
import dev.restauth.http.ProblemException;
import dev.restauth.http.ProblemType;
import dev.restauth.http.RouteTable;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * The routes of the management port. They work before the server has started, so that an
 * orchestrator does not mistake a long migration for a failure. Thread-safe.
 */
public final class Management implements RouteTable.Routes {
  private static final Duration AFTER_START = Duration.ofSeconds(2);

  private volatile Optional<Started> started = Optional.empty();
  private volatile boolean stopping;

  /** The objects that exist after the server has started. */
  private record Started(Exposition exposition, BooleanSupplier usable) {}

  @Override
  public void declare(RouteTable table) {
    table
        .route(Method.GET, "/metrics", Access.ALL, this::metrics)
        .route(Method.GET, "/health/live", Access.ALL, _ -> health(true, "live"))
        .route(Method.GET, "/health/started", Access.ALL, _ -> health(hasStarted(), "started"))
        .route(Method.GET, "/health/ready", Access.ALL, _ -> health(isReady(), "ready"));
  }

  /** Returns a route table that contains only these routes. */
  public RouteTable routes() {
    RouteTable table = new RouteTable();
    declare(table);
    return table;
  }

  /**
   * Records that the server has started. Soon afterwards, loads the classes that a scrape needs,
   * because Prometheus has a time-out for scrapes. They are not loaded immediately, because that
   * would delay the first requests.
   *
   * @param figures all figures
   * @param usable returns whether the server can currently answer requests
   */
  public void start(List<Figure> figures, BooleanSupplier usable) {
    Exposition exposition = new Exposition(figures);
    started = Optional.of(new Started(exposition, usable));
    Thread.ofPlatform().daemon().name("first-scrape").start(() -> prepare(exposition));
  }

  private void prepare(Exposition exposition) {
    LockSupport.parkNanos(AFTER_START.toNanos());
    if (!stopping) {
      exposition.page(false);
    }
  }

  /** Records that the server is about to stop. */
  public void stop() {
    stopping = true;
  }

  private boolean hasStarted() {
    return started.isPresent();
  }

  private boolean isReady() {
    return !stopping && started.filter(now -> now.usable().getAsBoolean()).isPresent();
  }

  private static Answer health(boolean good, String name) {
    return Answer.json(good ? 200 : 503, json -> json.text("status", good ? name : "not " + name));
  }

  private Answer metrics(Call call) {
    Blocking.begin(); // hundreds of figures take milliseconds
    Exposition exposition =
        started
            .map(Started::exposition)
            .orElseThrow(
                () ->
                    new ProblemException(
                        ProblemType.UNAVAILABLE.because("The server has not started yet.")));
    Exposition.Page page = exposition.page(call.wantsOpenMetrics());
    return Answer.document(page.contentType(), page.bytes())
        .with(FieldNames.CACHE_CONTROL, "no-store");
  }
}
