package dev.restauth.cluster;

import dev.restauth.http.Access;
import dev.restauth.http.Answer;
import dev.restauth.http.Call;
import dev.restauth.http.Method;
import dev.restauth.http.RouteTable;
import java.time.Duration;

/**
 * The route {@code GET /health}, for load balancers and monitoring. A stale server still answers
 * with 200, so that load balancers keep sending requests to it. During a failover all servers are
 * stale, but they can still accept tokens.
 */
final class HealthRoutes implements RouteTable.Routes {
  private static final double MILLIS_A_SECOND = 1_000;

  private final Peers peers;

  /** Creates the route that reports the state of {@code peers}. */
  HealthRoutes(Peers peers) {
    this.peers = peers;
  }

  @Override
  public void declare(RouteTable table) {
    table.route(Method.GET, "/health", Access.ALL, this::health);
  }

  private Answer health(Call call) {
    Freshness freshness = peers.freshness();
    boolean available = freshness.isUsable();
    boolean stale = freshness.isStale();
    return Answer.json(
        available ? 200 : 503,
        json -> {
          json.text("status", available ? stale ? "stale" : "ok" : "unavailable");
          if (!freshness.alone()) {
            json.number("heard_seconds_ago", seconds(freshness.age()));
            json.number("clock_ahead_seconds", seconds(peers.drift().ahead()));
          }
        });
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / MILLIS_A_SECOND;
  }
}
