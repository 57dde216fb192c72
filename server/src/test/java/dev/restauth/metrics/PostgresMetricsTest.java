package dev.restauth.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.TestServer;
import dev.restauth.store.sql.TestDatabase;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Metrics of a server on PostgreSQL: connection pools, commits, and the staleness of its caches.
 */
class PostgresMetricsTest {
  @RegisterExtension
  private final TestServer server =
      new TestServer(Map.of("management-port", "0"))
          .withAccount("miguel", "python")
          .on(() -> TestDatabase.POSTGRESQL);

  @Test
  void countsTransactionsAndConnections() {
    var _ = server.calls().token("miguel", "python");
    Scrape scrape = Scrape.of(server);
    assertThat(scrape.value("restauth_store_duration_seconds_count{kind=\"writing\"}"))
        .isGreaterThanOrEqualTo(2);
    assertThat(scrape.value("restauth_store_commit_duration_seconds_count"))
        .isGreaterThanOrEqualTo(2);
    assertThat(scrape.samples())
        .containsEntry("restauth_store_outage{kind=\"writing\"}", 0.0)
        .containsEntry("restauth_store_waiting{kind=\"reading\"}", 0.0)
        .containsKey("restauth_store_connections{kind=\"reading\",state=\"idle\"}")
        .containsEntry("restauth_cluster_staleness_limit_seconds", 60.0)
        .containsEntry("restauth_cluster_usable", 1.0);
    assertThat(scrape.value("restauth_cluster_staleness_seconds")).isLessThan(60);
  }
}
