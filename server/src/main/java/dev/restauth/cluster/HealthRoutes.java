package dev.restauth.cluster;

import dev.restauth.http.Access;
import dev.restauth.http.Answer;
import dev.restauth.http.Call;
import dev.restauth.http.Method;
import dev.restauth.http.RouteTable;
import java.time.Duration;

/**
 * {@code GET /health}, for load balancers and those who watch. A server that has not heard for some
 * seconds is still to be sent to: in a failover none has, and all of them accept tokens meanwhile.
 */
final class HealthRoutes implements RouteTable.Routes {
  private static final double MILLIS_A_SECOND = 1_000;

  private final Peers peers;

  /** Of a server with these others. */
  HealthRoutes(Peers peers) {
    this.peers = peers;
  }

  @Override
  public void declare(RouteTable table) {
    table.route(Method.GET, "/health", Access.ALL, this::health);
  }

  private Answer health(Call call) {
    Freshness freshness = peers.freshness();
    boolean available = freshness.lasts();
    boolean stale = freshness.stale();
    return Answer.json(
        available ? 200 : 503,
        json -> {
          json.text("status", available ? stale ? "stale" : "ok" : "unavailable");
          if (!freshness.alone()) {
            json.number("heard_seconds_ago", seconds(freshness.heardAgo()));
            json.number("clock_ahead_seconds", seconds(peers.drift().ahead()));
          }
        });
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / MILLIS_A_SECOND;
  }
}
